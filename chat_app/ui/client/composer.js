/** The field in which messages are written. It keeps its own text, so that no keystroke waits for a render. */
import { useEffect } from "react";
import { draftOf, keepDraft, keepLastWords, keepNow } from "./drafts.js";
import { editLast } from "./editing.js";
import { isSend } from "./enter.js";
import { grow } from "./grow.js";
import { dropReply, takeReply } from "./replying.js";
import { scrollToEnd } from "./scroll.js";
import { send } from "./sending.js";
import { getState } from "./store.js";
import { typing, typingEnds } from "./typing.js";
import { emptied, mayBeSent, writingKey, written } from "./writing.js";

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
    window.addEventListener("pagehide", keepLastWords);
    return () => {
      typingEnds();
      keepNow();
      window.removeEventListener("pagehide", keepLastWords);
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

/**
 * Enter sends and Shift+Enter begins a line; on a touch keyboard Enter begins a line and the button sends.
 * ArrowUp in an empty field goes back to the last message of one's own.
 */
export function composerKey(event) {
  if (writingKey(event)) return;
  if (isSend(event)) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  } else if (event.key === "ArrowUp" && event.target.value === "" && editLast()) {
    event.preventDefault();
  } else if (event.key === "Escape" && dropReply(false)) {
    event.preventDefault();
  }
}

export function submitMessage(event) {
  event.preventDefault();
  const field = document.getElementById(FIELD);
  const body = field.value.trim();
  field.focus();
  if (body === "" || !mayBeSent(field)) return;
  field.value = "";
  emptied(field);
  keepDraft(getState().open.id, "");
  keepNow();
  typing(false);
  send(body, takeReply(false));
  scrollToEnd();
}
