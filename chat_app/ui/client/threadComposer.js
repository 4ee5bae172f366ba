/** The field in which replies in the open thread are written. */
import { useEffect, useSyncExternalStore } from "react";
import { composed, composingKey, submitted } from "./composing.js";
import { draftKey, draftOf, keepNow } from "./drafts.js";
import { grow } from "./grow.js";
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
  composed(target);
}

export function threadComposerKey(event) {
  composingKey(event, getState().panel.of);
}

export function submitReply(event) {
  if (submitted(event, document.getElementById(FIELD))) threadToEnd();
}

function here() {
  const { open, panel } = getState();
  return panel.kind === "thread" ? draftKey(open.id, panel.of) : "";
}
