/**
 * The files that are uploaded for messages that are being written, by place (a conversation, or a thread of it:
 * `draftKey`). They are kept with the draft, under a key of their own, as `{id, order, file}`, and so are there again
 * after a reload.
 */
import { getState, update } from "./store.js";

const KEY = "files ";
const NONE = [];

/** What is uploaded for this place, in the order in which it was added. */
export function keptOf(place) {
  return getState().drafts[KEY + place] || NONE;
}

/** The places that something is kept for. */
export function placesKept() {
  return Object.keys(getState().drafts).filter((key) => key.startsWith(KEY)).map((key) => key.slice(KEY.length));
}

export function keepFiles(place, kept) {
  const { [KEY + place]: _, ...others } = getState().drafts;
  update((state) => ({ ...state, drafts: kept.length > 0 ? { ...others, [KEY + place]: kept } : others }));
}

/** The files that go with the message that is sent now; once. */
export function takeFiles(place) {
  const kept = keptOf(place);
  if (kept.length > 0) keepFiles(place, NONE);
  return kept.map(({ file }) => file);
}
