/** What of the timeline is in sight, for what floats above it: told by scroll.js, and drawn only where it changes. */
import { slice } from "./slice.js";

const NOWHERE = { isAtEnd: true, isFar: false, isLineAbove: false, day: "" };

const [read, write, usePlace] = slice(NOWHERE);
export { usePlace };

/**
 * `isFar` is whether the end is far off; `isLineAbove` whether what is new begins above; `day` the date of what is
 * uppermost, where nothing else says it.
 */
export function setPlace(place) {
  const before = read();
  if (Object.keys(place).some((name) => place[name] !== before[name])) write(place);
}
