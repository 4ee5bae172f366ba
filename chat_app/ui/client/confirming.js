/** Asking before what cannot be taken back. */
import { slice } from "./slice.js";

const [read, write, useQuestion] = slice({ is_open: false, is_danger: false, title: "", text: "", action: "" });
export { useQuestion };

let settle = () => {};

/**
 * Ask, and wait for the answer: true, or false where it was cancelled. `action` is the verb on the button, and
 * `isDanger` makes it red. One question at a time: an earlier one counts as cancelled.
 */
export function confirm({ title, text, action, isDanger = false }) {
  settle(false);
  write({ is_open: true, is_danger: isDanger, title, text, action });
  return new Promise((resolve) => {
    settle = resolve;
  });
}

export function answerYes() {
  answer(true);
}

export function questionOpenChange(isOpen) {
  if (!isOpen) answer(false);
}

function answer(isYes) {
  if (!read().is_open) return;
  write({ is_open: false });
  settle(isYes);
}
