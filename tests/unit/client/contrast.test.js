/** Every pair of colours that is used is legible by WCAG AA, light and dark, and no other colours are used. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "bun:test";

const STYLES = new URL("../../../assets/styles/", import.meta.url);
const css = readFileSync(new URL("tokens.css", STYLES), "utf8");
const colours = (block) => Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]));
const light = colours(css.slice(css.indexOf(":root {"), css.indexOf(":root.dark {")));
const dark = { ...light, ...colours(css.slice(css.indexOf(":root.dark {"), css.indexOf("/* What an admin may"))) };
const accents = [...css.matchAll(/:root(\.dark)?\[data-accent="(\w+)"\] \{([^}]*)\}/g)];
const palettes = {
  light,
  dark,
  ...Object.fromEntries(accents.map(([, isDark, name, block]) => [`${name}${isDark ?? ""}`, { ...(isDark ? dark : light), ...colours(block) }])),
};
const tints = [...css.matchAll(/--tint: (#[0-9a-f]{6})/g)].map(([, hex]) => hex);

const PAPERS = ["paper", "paper-raised", "paper-sunken"];
const on = (grounds, ...things) => things.flatMap((thing) => grounds.map((ground) => [thing, ground]));

/** Text and its ground: 4.5 to 1. */
const TEXT = [
  ...on([...PAPERS, "hover"], "ink", "ink-soft", "ink-faint", "accent", "error"),
  ...on(["accent-soft"], "ink", "ink-soft", "accent"),
  ...on(["paper"], "mention"),
  ...on(["stage"], "ink", "ink-soft"),
  ...on(["line"], "ink-soft"),
  ...on(["error-soft"], "ink", "error"),
  ...on(["accent", "accent-strong", "mention"], "accent-text"),
  ...on(["error", "error-strong"], "error-text"),
  ...on(["mention-soft"], "mention"),
  ...on(["paper-sunken"], "code-keyword", "code-string", "code-number", "code-name"),
  ...on(["ink"], "paper"),
  ...on(["night", "night-raised"], "night-text", "night-soft"),
];

/** What is drawn and has to be recognised, such as the edge of a field or the dot of presence: 3 to 1. */
const DRAWN = [
  ...on(PAPERS, "edge", "accent", "error"),
  ...on([...PAPERS, "hover", "accent-soft"], "online", "away", "ink-faint"),
];

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const [mode, palette] of Object.entries(palettes)) {
  test(`text is legible on its ground, ${mode}`, () => {
    const faint = TEXT.filter(([text, ground]) => !(contrast(palette[text], palette[ground]) >= 4.5));
    expect(faint).toEqual([]);
  });

  test(`what is drawn is seen on its ground, ${mode}`, () => {
    const faint = DRAWN.filter(([drawn, ground]) => !(contrast(palette[drawn], palette[ground]) >= 3));
    expect(faint).toEqual([]);
  });
}

test("a place can be coloured in five ways, each light and dark", () => {
  expect(Object.keys(palettes).length).toBe(12);
});

test("initials are legible on every colour that stands for a person", () => {
  expect(tints.length).toBe(8);
  expect(tints.filter((tint) => contrast(light["tint-text"], tint) < 4.5)).toEqual([]);
});

test("a colour is chosen among the tokens and nowhere else", () => {
  const others = readdirSync(STYLES, { recursive: true }).filter((name) => name.endsWith(".css") && name !== "tokens.css");
  const chosen = others.flatMap((name) =>
    [...readFileSync(new URL(name, STYLES), "utf8").matchAll(/(#[0-9a-f]{3,8}|(?:rgb|hsl|oklch)a?\([^)]*\))\s*[;,)]/gi)].map(([found]) => [name, found]),
  );
  expect(others.length).toBeGreaterThan(10);
  expect(chosen).toEqual([]);
});
