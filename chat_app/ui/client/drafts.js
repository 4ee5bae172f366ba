/** What was begun in each conversation and not sent. */
import { getState, update } from "./store.js";

const KEPT_AFTER = 400;

let timer = null;
let waiting = null;

/** Where a draft is kept: a conversation's id, and in a thread that of the root besides. */
export function draftKey(conversationId, rootId = null) {
  return rootId ? `${conversationId}/${rootId}` : conversationId;
}

/** The conversation of such a place, and the root of its thread if it is in one. */
export function placeIn(key) {
  const [conversation_id, thread_root = null] = key.split("/");
  return { conversation_id, thread_root };
}

/** The text that was begun in a conversation, now or in another `state`. */
export function draftOf(id, state = getState()) {
  return waiting?.id === id ? waiting.text : (state.drafts[id] ?? "");
}

/** Has something just been typed that is not kept yet? */
export function isPending(id) {
  return waiting?.id === id;
}

/** Keep what stands in the composer; in a moment, as one types. */
export function keepDraft(id, text) {
  if (waiting && waiting.id !== id) keepNow();
  waiting = { id, text };
  timer ??= setTimeout(keepNow, KEPT_AFTER);
}

/** Keep it at once. */
export function keepNow() {
  clearTimeout(timer);
  timer = null;
  if (!waiting) return;
  const { id, text } = waiting;
  waiting = null;
  const draft = text.trim() === "" ? "" : text;
  if ((getState().drafts[id] ?? "") === draft) return;
  update((state) => ({ ...state, drafts: { ...state.drafts, [id]: draft } }));
}
