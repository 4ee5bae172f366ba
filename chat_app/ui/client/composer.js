/** The field in which messages are written. It keeps its own text, so that no keystroke waits for a render. */
import { useEffect } from "react";
import { composingKey, submitted } from "./composing.js";
import { draftOf, keepDraft, keepNow } from "./drafts.js";
import { grow } from "./grow.js";
import { takeReply } from "./replying.js";
import { scrollToEnd } from "./scroll.js";
import { send } from "./sending.js";
import { getState } from "./store.js";
import { typing, typingEnds } from "./typing.js";
import { emptied, written } from "./writing.js";

const FIELD = "composer";

/** Bring back what had been begun in this conversation; `isReady` once it is known what that was. */
export function useDraft(id, isReady) {
  useEffect(() => {
    const field = document.getElementById(FIELD);
    if (isReady && field.value === "") field.value = draftOf(id);
    grow(field);
  }, [id, isReady]);
  useEffect(() => {
    const field = document.getElementById(FIELD);
    if (window.matchMedia("(hover: hover)").matches) field.focus();
    return () => {
      typingEnds();
      keepNow();
      field.value = "";
      emptied(field);
    };
  }, [id]);
}

/** Is somebody in the middle of a sentence? */
export function isBeingTyped() {
  const field = document.getElementById(FIELD);
  return Boolean(field?.value) && field === document.activeElement && document.hasFocus();
}

/** Put in the field what was begun elsewhere. */
export function showDraft(text) {
  const field = document.getElementById(FIELD);
  if (!field || field.value === text) return;
  field.value = text;
  written(field);
}

export function composerInput(event) {
  const { value } = event.target;
  written(event.target);
  keepDraft(getState().open.id, value);
  typing(value.trim() !== "");
}

export function composerKey(event) {
  composingKey(event);
}

export function submitMessage(event) {
  const body = submitted(event, document.getElementById(FIELD), getState().open.id);
  if (!body) return;
  typing(false);
  send(body, takeReply(false));
  scrollToEnd();
}
