/** The field in which replies in the open thread are written. */
import { useEffect, useSyncExternalStore } from "react";
import { draftOf, keepDraft, keepLastWords, keepNow } from "./drafts.js";
import { editLast } from "./editing.js";
import { isSend } from "./enter.js";
import { grow } from "./grow.js";
import { draftKey, dropReply, takeReply } from "./replying.js";
import { sendToThread } from "./sending.js";
import { getState, subscribe } from "./store.js";
import { threadToEnd } from "./threads.js";
import { emptied, mayBeSent, writingKey, written } from "./writing.js";

const FIELD = "thread-composer";

/** For the field's own element: keeps what was begun in each thread. Tells which one it is in. */
export function useThreadComposer() {
  const key = useSyncExternalStore(subscribe, here, () => "");
  useEffect(() => {
    const field = document.getElementById(FIELD);
    if (!field) return undefined;
    field.value = draftOf(key);
    grow(field);
    if (window.matchMedia("(hover: hover)").matches) field.focus();
    window.addEventListener("pagehide", keepLastWords);
    return () => {
      keepNow();
      window.removeEventListener("pagehide", keepLastWords);
    };
  }, [key]);
  return key;
}

export function threadComposerInput({ target }) {
  written(target);
  keepDraft(here(), target.value);
}

/** As in the conversation's own composer; Escape goes on to close the thread where there is nothing else to leave. */
export function threadComposerKey(event) {
  if (writingKey(event)) return;
  if (isSend(event)) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  } else if (event.key === "ArrowUp" && event.target.value === "" && editLast(getState().panel.of)) {
    event.preventDefault();
  } else if (event.key === "Escape" && dropReply(true)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

export function submitReply(event) {
  event.preventDefault();
  const field = document.getElementById(FIELD);
  const body = field.value.trim();
  field.focus();
  if (body === "" || !mayBeSent(field)) return;
  field.value = "";
  emptied(field);
  keepDraft(here(), "");
  keepNow();
  sendToThread(getState().panel.of, body, takeReply(true));
  threadToEnd();
}

function here() {
  const { open, panel } = getState();
  return panel.kind === "thread" ? draftKey(open.id, panel.of) : "";
}
