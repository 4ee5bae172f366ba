/** Pictures as they come, or do not: what is painted before them goes, and one that failed can be asked for again. */
import { slice } from "./slice.js";

const [read, write, use] = slice({ missing: {} });

let isListening = false;

/** Could this file not be shown? */
export function useIsMissing(id) {
  return use(({ missing }) => missing[id] ?? false);
}

export function pictureShown({ currentTarget }) {
  currentTarget.dataset.shown = "true";
}

export function pictureMissing(id) {
  write({ missing: { ...read().missing, [id]: true } });
  if (isListening) return;
  isListening = true;
  // What failed for want of a network is there once it is back.
  window.addEventListener("online", () => write({ missing: {} }));
}

export function showAgain(id) {
  write({ missing: { ...read().missing, [id]: false } });
}
