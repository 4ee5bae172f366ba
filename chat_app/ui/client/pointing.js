/**
 * Which message of the timeline, or of the thread beside it, somebody is at: by pointing, by a long press, or by the
 * arrow keys. That one shows its tools, and is the one stop of the list for the Tab key.
 */
import { readSharedMenu } from "./menus.js";
import { messageKey } from "./messageKeys.js";
import { rowIn } from "./messageRow.js";
import { shown } from "./messages.js";
import { showReactions } from "./reactionsDialog.js";
import { slice } from "./slice.js";

const TIMELINE = "timeline";
const THREAD = "thread";
const LONG_PRESS = 450;

const [read, write, use] = slice({ row: "" });

let press = null;
let isLong = false;

/** Is somebody at the message of this row? */
export function useIsPointed(row) {
  return use(({ row: pointed }) => pointed !== "" && pointed === row);
}

export function pointerOver(event) {
  if (event.pointerType !== "touch" && !isMenuOpen()) pointAt(event.target);
}

export function pointerLeft(event) {
  if (event.pointerType !== "touch" && !isMenuOpen() && !event.currentTarget.contains(document.activeElement)) leave();
}

export function pointerDown(event) {
  if (event.pointerType !== "touch") return;
  const { target } = event;
  if (!target.closest(".tools")) leave();
  clearTimeout(press);
  isLong = false;
  press = setTimeout(() => {
    isLong = true;
    const row = target.closest(".reaction")?.dataset.reacted;
    if (row) showReactions(row);
    else pointAt(target);
  }, LONG_PRESS);
}

/** Was the press that just ended a long one, which is no click? */
export function wasPressedLong() {
  const was = isLong;
  isLong = false;
  return was;
}

/** The finger has left, or it scrolls. */
export function pointerUp() {
  stopPress();
}

/** It will be no long press. */
export function stopPress() {
  clearTimeout(press);
}

/** A long press asks for our tools, not for the browser's menu; on links and selected text it is the browser's. */
export function contextMenu(event) {
  if (event.nativeEvent.pointerType === "touch" && !event.target.closest("a")) event.preventDefault();
}

export function focused(event) {
  if ([TIMELINE, THREAD].includes(event.target.id) || event.target.matches(":focus-visible")) pointAt(event.target);
}

/** Up and down walk over the messages, letters do something with one; Escape goes back to writing. */
export function timelineKey(event) {
  const { key, target, currentTarget: log } = event;
  if (event.defaultPrevented || target.matches("textarea, input, video, audio")) return;
  const row = target.closest("article");
  if (key === "Escape") {
    event.preventDefault();
    leave();
    document.getElementById(log.id === THREAD ? "thread-composer" : "composer")?.focus();
  } else if (key === "ArrowUp" || key === "ArrowDown") {
    const rows = [...log.querySelectorAll("article[data-message-id]")];
    const at = rows.indexOf(row);
    const next = at < 0 ? rows.at(-1) : rows[at + (key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  } else if (row?.dataset.messageId && messageKey(event, rowOf(row))) {
    event.preventDefault();
  }
}

export function leave() {
  if (read().row) write({ row: "" });
}

function pointAt(element) {
  const row = element.closest("article[data-message-id]");
  const name = row && shown(row.dataset.messageId)?.deleted === false ? rowOf(row) : "";
  if (name !== read().row) write({ row: name });
}

/** The name of the row that an article stands for. */
export function rowOf(row) {
  return rowIn(row.closest(`#${THREAD}`) ? "panel" : "timeline", row.dataset.messageId);
}

/** The menu lies beside the tools that opened it, which stay as long as it is there. */
function isMenuOpen() {
  return readSharedMenu().name === "message";
}
