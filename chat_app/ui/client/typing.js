/** Telling the others that something is being written here. */
import { tell } from "./connection.js";
import { getState } from "./store.js";

const TOLD_EVERY = 3000;

let toldAt = 0;

/** Tell the others that something is being written here, or no longer. */
export function typing(on) {
  const now = Date.now();
  if (on && now - toldAt < TOLD_EVERY) return;
  if (!on && toldAt === 0) return;
  toldAt = on ? now : 0;
  tell("typing", { conversation_id: getState().open.id, on });
}
