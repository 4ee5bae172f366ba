/** Toasts: what happened elsewhere, said in a line at the edge of the page that goes by itself. */
import { newId } from "./ids.js";
import { slice } from "./slice.js";

const SHOWN_FOR = 6000;
const MOST = 3;

const [read, write, useToastSlice] = slice({ toasts: [] });
const actions = new Map();
const timers = new Map();

let isHeld = false;

export function useToasts() {
  return useToastSlice().toasts;
}

export function shownToasts() {
  return read().toasts;
}

/**
 * Show a toast and return its id. `tone` is `plain`, `done` or `error`; `action`, where one can do something
 * about it, is `{label, run}`. The same text is not shown twice at once.
 */
export function toast({ text, tone = "plain", action = null }) {
  const same = shownToasts().find((one) => one.text === text);
  if (same) dismissToast(same.id);
  const id = newId(4);
  if (action) actions.set(id, action.run);
  const toasts = [...shownToasts(), { id, text, tone, action: action?.label ?? "" }];
  for (const { id: old } of toasts.slice(0, -MOST)) forget(old);
  write({ toasts: toasts.slice(-MOST) });
  if (!isHeld) startClock(id);
  return id;
}

export function dismissToast(id) {
  forget(id);
  write({ toasts: shownToasts().filter((one) => one.id !== id) });
  // Whoever pressed its cross was holding the others, and the pointer may be over nothing now.
  if (shownToasts().length === 0) isHeld = false;
}

export function actOnToast(id) {
  const run = actions.get(id);
  dismissToast(id);
  run?.();
}

/** As long as somebody points at them or is on one with the keyboard, they stay. */
export function holdToasts() {
  isHeld = true;
  for (const { id } of shownToasts()) stopClock(id);
}

export function letToastsGo(event) {
  if (event.currentTarget.contains(event.relatedTarget)) return;
  isHeld = false;
  for (const { id } of shownToasts()) startClock(id);
}

function startClock(id) {
  stopClock(id);
  timers.set(id, setTimeout(() => dismissToast(id), SHOWN_FOR));
}

function stopClock(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

function forget(id) {
  stopClock(id);
  actions.delete(id);
}
