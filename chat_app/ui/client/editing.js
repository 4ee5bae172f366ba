/** Changing the text of a message, in its place. */
import { useEffect } from "react";
import { isSend } from "./enter.js";
import { grow } from "./grow.js";
import { isInPanel, messageIdOf, rowIn } from "./messageRow.js";
import { lastOwn, shown } from "./messages.js";
import { edit, remove } from "./sending.js";
import { slice } from "./slice.js";
import { mayBeSent, writingKey, written } from "./writing.js";

const FIELD = "message-editor";

const [read, write, use] = slice({ row: "", body: "" });

/** Is the message of this row being changed? */
export function useIsEditing(row) {
  return use(({ row: edited }) => edited !== "" && edited === row);
}

/** For the editor's own element: the text to begin with, the cursor at its end. */
export function useEditor() {
  useEffect(() => {
    const field = document.getElementById(FIELD);
    grow(field);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.scrollIntoView({ block: "nearest" });
  }, []);
  return read().body;
}

export function beginEditing(row) {
  const message = shown(messageIdOf(row));
  if (message) write({ row, body: message.body });
}

/** Change the last message of one's own, in the thread on `rootId` or outside of threads; tells whether there is one. */
export function editLast(rootId = null) {
  const message = lastOwn(rootId);
  if (message) beginEditing(rowIn(rootId ? "panel" : "timeline", message.id));
  return Boolean(message);
}

export function cancelEditing() {
  const composer = isInPanel(read().row) ? "thread-composer" : "composer";
  write({ row: "", body: "" });
  document.getElementById(composer)?.focus();
}

export function editorKey(event) {
  if (writingKey(event)) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    cancelEditing();
  } else if (isSend(event)) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  }
}

export function editorInput(event) {
  written(event.currentTarget);
}

/** Save the change; a text that has been emptied means to delete, if there is nothing beside it. */
export function submitEdit(event) {
  event.preventDefault();
  const message = shown(messageIdOf(read().row));
  const field = document.getElementById(FIELD);
  if (!mayBeSent(field)) return;
  const body = field.value.trim();
  cancelEditing();
  if (!message) return;
  if (body === "" && message.attachments.length === 0) remove(message);
  else edit(message, body);
}
