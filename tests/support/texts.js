/** For the unit tests of the client: the catalogues as the build makes them, and the library that reads them. */
import { plugin } from "bun";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
const TEXTS = join(ROOT, "chat_app/ui/text");
const [PINNED] = readFileSync(join(ROOT, "rxconfig.py"), "utf8").match(/@fluent\/bundle@[\d.]+/);
// Of the last build where there is one.
const PLACES = [join(ROOT, ".build/web"), join(ROOT, ".build/unit")];

function fluent() {
  const held = PLACES.map((place) => join(place, "node_modules/@fluent/bundle/esm/index.js")).find(existsSync);
  if (held) return held;
  mkdirSync(PLACES[1], { recursive: true });
  Bun.spawnSync([process.execPath, "add", "--cwd", PLACES[1], PINNED]);
  return join(PLACES[1], "node_modules/@fluent/bundle/esm/index.js");
}

function catalogue(language) {
  const folder = join(TEXTS, language);
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

const library = await import(fluent());

plugin({
  name: "texts",
  setup(build) {
    build.module("@fluent/bundle", () => ({ exports: library, loader: "object" }));
    build.onResolve({ filter: /\/text-\w+\.js$/ }, ({ path }) => ({ path: path.match(/text-(\w+)/)[1], namespace: "catalogue" }));
    build.onLoad({ filter: /.*/, namespace: "catalogue" }, ({ path }) => ({
      contents: `export default ${JSON.stringify(catalogue(path))};`,
      loader: "js",
    }));
  },
});
