/**
 * Views that are worked out again only where something they are made of has changed. All of them are made of the
 * language too, which need not be listed.
 */
import { language } from "./text.js";

/** `view(state, now)` again only when one of the parts of the state that `parts(state)` lists is another. */
export function whenChanged(parts, view) {
  let before = [];
  let last;
  return (state, now) => {
    const today = now.toDateString();
    const inputs = [...parts(state), today, state.language];
    if (last === undefined || inputs.some((input, at) => input !== before[at])) last = view(state, now, last);
    before = inputs;
    return last;
  };
}

/** The same list as before, where it holds the same things. */
export function sameList(before, now) {
  return before?.length === now.length && now.every((one, at) => one === before[at]) ? before : now;
}

/** The same object as before, where all of its fields are the same. */
export function sameObject(before, now) {
  return before && Object.keys(now).every((name) => before[name] === now[name]) ? before : now;
}

/** Makes of a key and its inputs what `make` gives, and gives the same again for the same inputs. */
export function keyed(make) {
  let made = new Map();
  let used = new Map();
  return {
    of(key, parts) {
      const inputs = [...parts, language()];
      const before = made.get(key);
      const isSame = before && inputs.every((input, at) => input === before.inputs[at]);
      const kept = isSame ? before : { inputs, value: make(...inputs) };
      used.set(key, kept);
      return kept.value;
    },
    /** Forgets what was not asked for since the last time. */
    swept() {
      made = used;
      used = new Map();
    },
  };
}
