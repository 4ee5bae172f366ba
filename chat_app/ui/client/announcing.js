/** What is said to whoever reads by ear while they are elsewhere on the page: politely, and each thing once. */
import { newId } from "./ids.js";
import { slice } from "./slice.js";

const HELD = 5;
const LONGEST = 300;

const [read, write, useSlice] = slice({ announcements: [] });

/** The last ones; what is added to them is read out. */
export function useAnnouncements() {
  return useSlice().announcements;
}

export function announce(text) {
  const one = { id: newId(4), text: text.slice(0, LONGEST) };
  write({ announcements: [...read().announcements, one].slice(-HELD) });
}
