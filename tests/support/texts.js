/** For the unit tests of the client: the catalogues as the build makes them, and the libraries that it is built with. */
import { plugin } from "bun";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
const TEXTS = join(ROOT, "chat_app/ui/text");
const CONFIG = readFileSync(join(ROOT, "rxconfig.py"), "utf8");
/** By name, the module of each. */
const LIBRARIES = { "@fluent/bundle": "esm/index.js", thumbhash: "thumbhash.js" };
// Of the last build where there is one.
const PLACES = [join(ROOT, ".build/web"), join(ROOT, ".build/unit")];

function library(name) {
  const path = join("node_modules", name, LIBRARIES[name]);
  const held = PLACES.map((place) => join(place, path)).find(existsSync);
  if (held) return held;
  mkdirSync(PLACES[1], { recursive: true });
  const [pinned] = CONFIG.match(new RegExp(`${name}@[\\d.]+`));
  Bun.spawnSync([process.execPath, "add", "--cwd", PLACES[1], pinned]);
  return join(PLACES[1], path);
}

function catalogue(language) {
  const folder = join(TEXTS, language);
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

const names = Object.keys(LIBRARIES);
const modules = await Promise.all(names.map((name) => import(library(name))));

plugin({
  name: "texts",
  setup(build) {
    names.forEach((name, at) => build.module(name, () => ({ exports: modules[at], loader: "object" })));
    build.onResolve({ filter: /\/text-\w+\.js$/ }, ({ path }) => ({ path: path.match(/text-(\w+)/)[1], namespace: "catalogue" }));
    build.onLoad({ filter: /.*/, namespace: "catalogue" }, ({ path }) => ({
      contents: `export default ${JSON.stringify(catalogue(path))};`,
      loader: "js",
    }));
  },
});
