/** The one holder of the state: reducers go in, and whoever listens is told once they are through. */
import { initialState } from "./state.js";

let state = initialState;
let announced = true;
const listeners = new Set();

export function getState() {
  return state;
}

/** Connected, and in step with the server. */
export function isOnline() {
  return state.connection === "online";
}

/** Replace the state by what `reducer` makes of it. Several in a row are announced once. */
export function update(reducer) {
  const next = reducer(state);
  if (next === state) return;
  state = next;
  if (!announced) return;
  announced = false;
  queueMicrotask(() => {
    announced = true;
    for (const listener of listeners) listener();
  });
}

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
