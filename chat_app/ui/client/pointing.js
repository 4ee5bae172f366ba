/**
 * Which message of the timeline somebody is at: by pointing, by a long press, or by the arrow keys. That one shows
 * its tools, and is the one stop of the timeline for the Tab key.
 */
import { shown } from "./messages.js";
import { slice } from "./slice.js";

const TIMELINE = "timeline";
const LONG_PRESS = 450;

const [read, write, use] = slice({ id: "" });

let press = null;

/** Is somebody at this message? */
export function useIsPointed(id) {
  return use(({ id: pointed }) => pointed !== "" && pointed === id);
}

export function pointerOver(event) {
  if (event.pointerType !== "touch") pointAt(event.target);
}

export function pointerLeft(event) {
  if (event.pointerType !== "touch" && !event.currentTarget.contains(document.activeElement)) leave();
}

export function pointerDown(event) {
  if (event.pointerType !== "touch") return;
  const { target } = event;
  if (!target.closest(".tools")) leave();
  clearTimeout(press);
  press = setTimeout(() => pointAt(target), LONG_PRESS);
}

/** The finger has left, or it scrolls. */
export function pointerUp() {
  clearTimeout(press);
}

/** A long press asks for our tools, not for the browser's menu; on links and selected text it is the browser's. */
export function contextMenu(event) {
  if (event.nativeEvent.pointerType === "touch" && !event.target.closest("a")) event.preventDefault();
}

export function focused(event) {
  if (event.target.id === TIMELINE || event.target.matches(":focus-visible")) pointAt(event.target);
}

/** Up and down walk over the messages; Escape goes back to writing. */
export function timelineKey(event) {
  const { key, target, currentTarget: log } = event;
  if (target.matches("textarea, input")) return;
  if (key === "Escape") {
    leave();
    document.getElementById("composer")?.focus();
    return;
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!step) return;
  const rows = [...log.querySelectorAll("article[data-message-id]")];
  const at = rows.indexOf(target.closest("article"));
  const next = at < 0 ? rows.at(-1) : rows[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function leave() {
  if (read().id) write({ id: "" });
}

function pointAt(element) {
  const id = element.closest("article[data-message-id]")?.dataset.messageId ?? "";
  if (id !== read().id) write({ id: id && shown(id)?.deleted === false ? id : "" });
}
