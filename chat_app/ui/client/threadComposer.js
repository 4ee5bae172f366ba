/** The field in which replies in the open thread are written. */
import { useEffect, useSyncExternalStore } from "react";
import { composingKey, submitted } from "./composing.js";
import { draftOf, keepDraft, keepNow } from "./drafts.js";
import { grow } from "./grow.js";
import { draftKey, takeReply } from "./replying.js";
import { sendToThread } from "./sending.js";
import { getState, subscribe } from "./store.js";
import { threadToEnd } from "./threads.js";
import { written } from "./writing.js";

const FIELD = "thread-composer";

/** For the field's own element: keeps what was begun in each thread. Tells which one it is in. */
export function useThreadComposer() {
  const key = useSyncExternalStore(subscribe, here, () => "");
  const isRestored = useSyncExternalStore(subscribe, () => getState().isRestored, () => false);
  useEffect(() => {
    const field = document.getElementById(FIELD);
    if (!field || !isRestored) return;
    field.value ||= draftOf(key);
    grow(field);
  }, [key, isRestored]);
  useEffect(() => {
    const field = document.getElementById(FIELD);
    if (!field) return undefined;
    if (window.matchMedia("(hover: hover)").matches) field.focus();
    return () => {
      keepNow();
      field.value = "";
    };
  }, [key]);
  return key;
}

export function threadComposerInput({ target }) {
  written(target);
  keepDraft(here(), target.value);
}

export function threadComposerKey(event) {
  composingKey(event, getState().panel.of);
}

export function submitReply(event) {
  const body = submitted(event, document.getElementById(FIELD), here());
  if (!body) return;
  sendToThread(getState().panel.of, body, takeReply(true));
  threadToEnd();
}

function here() {
  const { open, panel } = getState();
  return panel.kind === "thread" ? draftKey(open.id, panel.of) : "";
}
