/** Changing what stands in a text field so that the browser can undo it, as if it had been typed. */

/** The field that a button, or whatever else stands in the same form, is about. */
export function fieldOf({ currentTarget }) {
  return currentTarget.closest("form").querySelector("textarea");
}

/** `{text, start, end}`, as `markup.js` takes it. */
export function contentOf({ value, selectionStart, selectionEnd }) {
  return { text: value, start: selectionStart, end: selectionEnd };
}

/** Do what an edit says; null changes nothing. Tells whether there was one. */
export function change(field, edit) {
  if (!edit) return false;
  field.focus();
  field.setSelectionRange(edit.from, edit.to);
  if (edit.from !== edit.to || edit.insert !== "") type(field, edit.insert);
  field.setSelectionRange(edit.start, edit.end);
  return true;
}

/** Put a text in place of the selection. */
export function insert(field, text) {
  const { start, end } = contentOf(field);
  change(field, { from: start, to: end, insert: text, start: start + text.length, end: start + text.length });
}

function type(field, text) {
  // The only way that the browser's own undo knows of, however old it is.
  const isDone = text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (isDone) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}
