/** What is set for this device alone: the sound, and what it notifies of. Every tab follows it. */
import { slice } from "./slice.js";

const KEPT_AS = "parley:notifications";
/** `level` is `all`, as the conversations say, or `mentions`: of groups, only what is addressed to oneself. */
const FIRST = { has_sound: true, volume: 60, has_desktop: false, level: "all" };

// The shells show what is set at first: what is kept comes after.
const [readDevice, write, useDevice] = slice(FIRST);
export { readDevice, useDevice };

if (typeof window !== "undefined") {
  write(kept());
  window.addEventListener("storage", ({ key }) => key === KEPT_AS && write({ ...FIRST, ...kept() }));
}

export function setDevice(changes) {
  write(changes);
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(readDevice()));
  } catch {
    // A private window may refuse: then it is for this page alone.
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS)) ?? {};
  } catch {
    return {};
  }
}
