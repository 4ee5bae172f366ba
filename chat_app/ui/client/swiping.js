/**
 * Under a finger a message that is drawn aside is answered: far enough to the left, away from where the browser's own
 * way back begins.
 */
import { rowOf, stopPress } from "./pointing.js";
import { mayWrite } from "./membership.js";
import { beginReply } from "./replying.js";
import { shown } from "./messages.js";
import { getState } from "./store.js";

/** Pixels: from where it is a swipe and no longer a press, where it is enough, and how far a message goes. */
const BEGUN = 10;
const ENOUGH = 56;
const FARTHEST = 80;

const NOT_HERE = "pre, table, .tools, .editor";

let swipe = null;

/** Called once, when the client starts. */
export function listenToSwipes() {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", () => end(true));
  // The browser scrolls with it.
  document.addEventListener("pointercancel", () => end(false));
}

function begin({ pointerType, isPrimary, target, clientX: x, clientY: y }) {
  end(false);
  const row = target.closest?.(":is(#timeline, #thread) .message[data-message-id]");
  if (pointerType !== "touch" || !isPrimary || !row || target.closest(NOT_HERE) || !mayBeAnswered(row)) return;
  swipe = { row, x, y, by: 0 };
}

function move({ pointerType, clientX, clientY }) {
  if (!swipe || pointerType !== "touch") return;
  const across = swipe.x - clientX;
  if (swipe.by === 0 && (across < BEGUN || Math.abs(clientY - swipe.y) > across)) return;
  stopPress();
  swipe.by = Math.max(1, Math.min(across, FARTHEST));
  swipe.row.style.setProperty("--swiped", `${-swipe.by}px`);
  swipe.row.dataset.swiped = swipe.by >= ENOUGH ? "enough" : "begun";
}

function end(isLifted) {
  if (!swipe) return;
  const { row, by } = swipe;
  swipe = null;
  row.style.removeProperty("--swiped");
  delete row.dataset.swiped;
  if (isLifted && by >= ENOUGH) beginReply(rowOf(row));
}

function mayBeAnswered(row) {
  const message = shown(row.dataset.messageId);
  return Boolean(message) && !message.deleted && message.kind === "user" && mayWrite(getState().conversations[message.conversation_id]);
}
