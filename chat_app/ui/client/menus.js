/** Menus that all rows of a list share: one is drawn, beside the button that asked for it. */
import { slice } from "./slice.js";

const [read, write, useSharedMenu] = slice({ name: "", subject: "", anchor: null });
export { read as readSharedMenu, useSharedMenu };

let isByKeyboard = false;

/** Open the menu of this name for `subject`, which is whatever its items want to know: an id, mostly. */
export function openMenu(name, subject, event) {
  event.preventDefault();
  event.stopPropagation();
  isByKeyboard = event.type === "click" && event.detail === 0;
  write({ name, subject, anchor: event.currentTarget });
}

/** Whoever opened it by keyboard is at once on what stands first. */
export function menuFocused({ target, currentTarget }) {
  if (!isByKeyboard || target !== currentTarget) return;
  isByKeyboard = false;
  currentTarget.querySelector('[role="menuitem"]')?.focus();
}

/** What the menu was opened for last. */
export function menuSubject() {
  return read().subject;
}

/** Where the focus goes when it closes. */
export function menuAnchor() {
  return read().anchor;
}

/** The subject stays, so that nothing changes while it fades. */
export function menuOpenChange(isOpen) {
  if (!isOpen) write({ name: "" });
}
