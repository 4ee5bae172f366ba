/** A small store of its own, for a form or a dialog: `[read, write, use, subscribe]`; `use` may pick what it is about. */
import { useSyncExternalStore } from "react";

export function slice(initial) {
  let value = initial;
  const listeners = new Set();
  const read = () => value;
  const write = (changes) => {
    value = { ...value, ...changes };
    for (const listener of listeners) listener();
  };
  const subscribe = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const use = (pick = (whole) => whole) =>
    useSyncExternalStore(
      subscribe,
      () => pick(value),
      () => pick(initial),
    );
  return [read, write, use, subscribe];
}
