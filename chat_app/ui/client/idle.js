/** Telling the server whether somebody is at this tab: `away` while it is hidden, or after five minutes without a touch. */
import { tell } from "./connection.js";

const IDLE_AFTER = 5 * 60_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

let touchedAt = Date.now();
let told = "online";
let timer = null;

export function watchIdleness() {
  for (const touch of TOUCHES) window.addEventListener(touch, touched, { capture: true, passive: true });
  window.addEventListener("focus", touched);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? touched() : tellPresence()));
  touched();
}

/** After a `sync`, which the server takes for being there. */
export function tellPresenceAnew() {
  told = "online";
  tellPresence();
}

function touched() {
  touchedAt = Date.now();
  if (told === "away") tellPresence();
  timer ??= setTimeout(look, IDLE_AFTER);
}

/** One timer for all touches: it looks how long ago the last one was. */
function look() {
  timer = null;
  const left = touchedAt + IDLE_AFTER - Date.now();
  if (left > 0) timer = setTimeout(look, left);
  else tellPresence();
}

function tellPresence() {
  const isThere = document.visibilityState === "visible" && Date.now() - touchedAt < IDLE_AFTER;
  const state = isThere ? "online" : "away";
  if (state === told) return;
  told = state;
  tell("presence", { state });
}
