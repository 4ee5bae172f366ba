/** The field in which messages are written. It keeps its own text, so that no keystroke waits for a render. */
import { useEffect } from "react";
import { scrollToEnd } from "./scroll.js";
import { send } from "./sending.js";
import { typing } from "./typing.js";

const FIELD = "composer";
const drafts = new Map();

/** Bring back what had been begun in this conversation. */
export function useDraft(id) {
  useEffect(() => {
    const field = document.getElementById(FIELD);
    field.value = drafts.get(id) ?? "";
    grow(field);
    if (window.matchMedia("(hover: hover)").matches) field.focus();
    return () => drafts.set(id, field.value);
  }, [id]);
}

export function composerInput(event) {
  grow(event.target);
  typing(event.target.value.trim() !== "");
}

/** Enter sends and Shift+Enter begins a line; on a touch keyboard Enter begins a line and the button sends. */
export function composerKey(event) {
  const isSend = event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
  if (!isSend || window.matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  event.currentTarget.form.requestSubmit();
}

export function submitMessage(event) {
  event.preventDefault();
  const field = document.getElementById(FIELD);
  const body = field.value.trim();
  field.focus();
  if (body === "") return;
  field.value = "";
  grow(field);
  typing(false);
  send(body);
  scrollToEnd();
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
