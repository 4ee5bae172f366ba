/** The field in which messages are written. It keeps its own text, so that no keystroke waits for a render. */
import { useEffect } from "react";
import { composed, composingKey, submitted } from "./composing.js";
import { draftOf, keepNow } from "./drafts.js";
import { grow } from "./grow.js";
import { scrollToEnd } from "./scroll.js";
import { typing, typingEnds } from "./typing.js";
import { emptied, written } from "./writing.js";

const FIELD = "composer";

/** Bring back what had been begun in this conversation; `isReady` once it is known what that was. */
export function useDraft(id, isReady) {
  useEffect(() => {
    const field = document.getElementById(FIELD);
    // Before anything is changed: to give the focus the browser lays out whatever has.
    if (window.matchMedia("(hover: hover)").matches) field.focus();
    return () => {
      typingEnds();
      keepNow();
      field.value = "";
      emptied(field);
    };
  }, [id]);
  useEffect(() => {
    const field = document.getElementById(FIELD);
    if (isReady && field.value === "") field.value = draftOf(id);
    grow(field);
  }, [id, isReady]);
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
  const { target } = event;
  written(target);
  composed(target);
  typing(target.value.trim() !== "");
}

export function composerKey(event) {
  composingKey(event);
}

export function submitMessage(event) {
  if (!submitted(event, document.getElementById(FIELD))) return;
  typing(false);
  scrollToEnd();
}
