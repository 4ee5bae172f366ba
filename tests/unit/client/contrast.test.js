/** Every pair of colours that text and its ground are made of, light and dark, is legible by WCAG AA. */
import { readFileSync } from "node:fs";
import { expect, test } from "bun:test";

const css = readFileSync(new URL("../../../assets/styles/tokens.css", import.meta.url), "utf8");
const colours = (block) => Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]));
const light = colours(css.slice(css.indexOf(":root {"), css.indexOf(":root.dark")));
const dark = { ...light, ...colours(css.slice(css.indexOf(":root.dark"), css.indexOf('[data-tint="0"]'))) };
const tints = [...css.matchAll(/--tint: (#[0-9a-f]{6})/g)].map(([, hex]) => hex);

const TEXT = ["ink", "ink-soft", "ink-faint", "accent", "error"];
const GROUNDS = ["paper", "paper-raised", "paper-sunken"];
const PAIRS = [
  ...TEXT.flatMap((text) => GROUNDS.map((ground) => [text, ground])),
  ["accent-text", "accent"],
  ["accent-text", "accent-strong"],
  ["accent-text", "mention"],
  ["paper", "ink"],
  ["ink", "hover"],
  ["ink", "accent-soft"],
  ["ink-soft", "accent-soft"],
  ["ink-faint", "hover"],
  ["error", "error-soft"],
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

for (const [mode, palette] of Object.entries({ light, dark })) {
  test(`text is legible on its ground, ${mode}`, () => {
    const faint = PAIRS.filter(([text, ground]) => contrast(palette[text], palette[ground]) < 4.5);
    expect(faint).toEqual([]);
  });
}

test("initials are legible on every colour that stands for a person", () => {
  expect(tints.length).toBe(8);
  expect(tints.filter((tint) => contrast("#ffffff", tint) < 4.5)).toEqual([]);
});
