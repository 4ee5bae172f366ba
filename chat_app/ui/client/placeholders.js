/** What is painted of a picture before it comes: its thumbhash, as an address that holds the drawing itself. */
import { thumbHashToDataURL } from "thumbhash";

const KEPT = 400;

const made = new Map();

/** Of a thumbhash in base64; empty where there is none, or where it is broken. */
export function placeholderOf(thumbhash) {
  if (!thumbhash) return "";
  if (!made.has(thumbhash)) {
    if (made.size >= KEPT) made.delete(made.keys().next().value);
    made.set(thumbhash, drawn(thumbhash));
  }
  return made.get(thumbhash);
}

function drawn(thumbhash) {
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0));
    return bytes.length < 5 ? "" : thumbHashToDataURL(bytes);
  } catch {
    return "";
  }
}
