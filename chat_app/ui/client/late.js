/** Parts of a page that are loaded when they are first drawn. */
import { createElement, lazy, Suspense } from "react";

const parts = new Map();

/** The part that `load()` resolves to, under a `name` of its own, with the other properties; until then nothing. */
export function Late({ name, load, ...properties }) {
  if (!parts.has(name)) parts.set(name, lazy(() => load().then((part) => ({ default: part }))));
  return createElement(Suspense, { fallback: null }, createElement(parts.get(name), properties));
}
