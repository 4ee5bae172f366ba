/** Changing the text of a message, in its place. */
import { useEffect } from "react";
import { isSend } from "./enter.js";
import { grow } from "./grow.js";
import { lastOwn, shown } from "./messages.js";
import { edit, remove } from "./sending.js";
import { slice } from "./slice.js";

const FIELD = "message-editor";

const [read, write, use] = slice({ id: "", body: "" });

/** Is this message being changed? */
export function useIsEditing(id) {
  return use(({ id: edited }) => edited !== "" && edited === id);
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

export function beginEditing(id) {
  const message = shown(id);
  if (message) write({ id, body: message.body });
}

/** Change the last message of one's own; tells whether there is one. */
export function editLast() {
  const message = lastOwn();
  if (message) beginEditing(message.id);
  return Boolean(message);
}

export function cancelEditing() {
  write({ id: "", body: "" });
  document.getElementById("composer")?.focus();
}

export function editorKey(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    cancelEditing();
  } else if (isSend(event)) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  }
}

export function editorInput(event) {
  grow(event.currentTarget);
}

/** Save the change; a text that has been emptied means to delete. */
export function submitEdit(event) {
  event.preventDefault();
  const message = shown(read().id);
  const body = document.getElementById(FIELD).value.trim();
  cancelEditing();
  if (!message) return;
  if (body === "") remove(message);
  else edit(message, body);
}
