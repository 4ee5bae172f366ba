/** Pictures as they come, or do not: what is painted before them goes, and one that failed can be asked for again. */
import { slice } from "./slice.js";

const [read, write, use] = slice({ missing: {} });

let isListening = false;

/** Could this file not be shown? */
export function useIsMissing(id) {
  return use(({ missing }) => missing[id] ?? false);
}

export async function pictureShown({ currentTarget: image }) {
  // It has come, and is not drawn yet: what is painted before it must not go first.
  await image.decode().catch(() => {});
  image.dataset.shown = "true";
  const isToHold = image.dataset.animated && !image.dataset.held && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (isToHold) hold(image);
}

export function pictureMissing(id) {
  write({ missing: { ...read().missing, [id]: true } });
  if (isListening) return;
  isListening = true;
  // What failed for want of a network is there once it is back.
  window.addEventListener("online", () => write({ missing: {} }));
}

/** Whoever wants no motion sees the first frame; at full size it moves, as one has asked for it. */
function hold(image) {
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d").drawImage(image, 0, 0);
  image.dataset.held = "true";
  image.removeAttribute("srcset");
  image.src = canvas.toDataURL();
}

export function showAgain(id) {
  write({ missing: { ...read().missing, [id]: false } });
}
