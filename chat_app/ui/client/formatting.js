/** Markdown by button, by key and by pasting, in whichever field one writes. */
import { change, contentOf, fieldOf } from "./field.js";
import { continued, fenced, linked, linkedTo, prefixed, wrapped } from "./markup.js";
import { slice } from "./slice.js";

const EDITS = {
  bold: (content) => wrapped(content, "**"),
  italic: (content) => wrapped(content, "*"),
  strike: (content) => wrapped(content, "~~"),
  code: (content) => wrapped(content, "`"),
  link: linked,
  bullets: (content) => prefixed(content, "bullets"),
  numbers: (content) => prefixed(content, "numbers"),
  quote: (content) => prefixed(content, "quote"),
  block: fenced,
};

/** With Ctrl or Command; by place on the keyboard where Shift makes another character of it. */
const KEYS = {
  KeyB: "bold",
  KeyI: "italic",
  KeyE: "code",
  "Shift+KeyX": "strike",
  "Shift+KeyU": "link",
  "Shift+KeyE": "block",
  "Shift+Digit7": "numbers",
  "Shift+Digit8": "bullets",
  "Shift+Digit9": "quote",
};

const [read, write, use] = slice({ field: "" });

/** On a narrow screen: are the buttons of this field unfolded? */
export function useFormatting(field) {
  return use(({ field: unfolded }) => unfolded === field);
}

export function toggleFormatting(event) {
  const { id } = fieldOf(event);
  write({ field: read().field === id ? "" : id });
}

/** Do `what` (a name of EDITS) with what is selected in the field. */
export function format(what, event) {
  const field = fieldOf(event);
  change(field, EDITS[what](contentOf(field)));
}

/** Tells whether the key did something. */
export function formatKey(event) {
  const { ctrlKey, metaKey, altKey, shiftKey, nativeEvent, currentTarget: field } = event;
  if (ctrlKey === metaKey || altKey) return false;
  const what = KEYS[`${shiftKey ? "Shift+" : ""}${nativeEvent.code}`];
  if (!what) return false;
  event.preventDefault();
  change(field, EDITS[what](contentOf(field)));
  return true;
}

/** A key that begins a line, in a list or a quote; tells whether it has. */
export function newLineKey(event) {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return false;
  if (!change(event.currentTarget, continued(contentOf(event.currentTarget)))) return false;
  event.preventDefault();
  return true;
}

export function pasted(event) {
  const text = event.clipboardData.getData("text/plain");
  if (change(event.currentTarget, linkedTo(contentOf(event.currentTarget), text))) event.preventDefault();
}

/** A press on a button must not take the focus from the field, nor the keyboard off a phone's screen. */
export function keepFocus(event) {
  event.preventDefault();
}

/** Left and right walk along a row of buttons, which is one stop for the Tab key. */
export function toolbarKey(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const next = buttons.at((buttons.indexOf(event.target) + step) % buttons.length);
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  event.preventDefault();
  next.focus();
}
