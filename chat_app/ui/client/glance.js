/**
 * The first glance at a conversation that one comes to: of its newest rows, or of those around the line above what is
 * new, only as many as fill the screen are drawn in the first frame, and the others as soon as it has been painted. A
 * click is answered in half of the time so; above what is drawn stands room for what is not.
 */
import { firstNew } from "./newLine.js";
import { drawnOf } from "./timeline.js";
import { update } from "./store.js";

/** No row is lower, in pixels, so that nothing is missing on the screen; most are higher. */
const LOWEST_ROW = 24;
const USUAL_ROW = 30;
/** Milliseconds after the first frame. */
const LATEST = 100;

/** As many rows as can be on the screen at once. */
export function screenful() {
  return Math.ceil((document.getElementById("timeline") ?? document.documentElement).clientHeight / LOWEST_ROW);
}

/** Of the messages that have a row in the open conversation's timeline: those to be drawn now, and the one above them. */
export function glimpsed({ open, line, me }, timeline) {
  const { drawn, above } = drawnOf(timeline);
  if (!open.glance || open.seq !== null) return { drawn, above };
  const isNew = line?.id === open.id && firstNew(drawn, line.after, me.id);
  const last = isNew ? drawn.indexOf(isNew) : drawn.length;
  const from = Math.max(0, last - open.glance);
  return { drawn: drawn.slice(from), above: drawn[from - 1] ?? above };
}

/** How high, in pixels, what is not drawn yet will be, as far as one can tell. */
export function roomAbove(state) {
  const { open } = state;
  const timeline = state.timelines[open.id];
  if (!timeline || !open.glance || !state.me) return 0;
  return (drawnOf(timeline).drawn.length - glimpsed(state, timeline).drawn.length) * USUAL_ROW;
}

/** The conversation has just been drawn: once that has been painted and nothing is more urgent, draw all of it. */
export function drawRest(id) {
  const rest = () => update((state) => (state.open.id === id ? withoutGlance(state) : state));
  requestAnimationFrame(() => (window.requestIdleCallback ?? setTimeout)(rest, { timeout: LATEST }));
}

function withoutGlance(state) {
  return state.open.glance ? { ...state, open: { ...state.open, glance: 0 } } : state;
}
