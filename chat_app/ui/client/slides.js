/** The pictures and videos that one can go through, from the oldest to the newest. */
import { isShownLarge } from "./attachments.js";
import { byMessage, foreseen } from "./operations.js";
import { getState } from "./store.js";

const NONE = [];

/** Of the open conversation as far as it is held, or of the open thread; what is on its way at the end. */
export function slidesHeld(isInThread, state = getState()) {
  const { timelines, extracts, open, panel, outbox, me } = state;
  const { root, messages = NONE } = (isInThread ? extracts[panel.of] : timelines[open.id]) ?? {};
  const held = isInThread ? [root, ...messages].filter(Boolean) : messages.filter(({ thread_root }) => !thread_root);
  const done = byMessage(outbox);
  const shown = held.map((message) => foreseen(message, done.get(message.id) ?? NONE, me.id));
  const isHere = ({ kind, conversation_id, thread_root }) =>
    kind === "send" && conversation_id === open.id && (thread_root ?? null) === (isInThread ? panel.of : null);
  const waiting = outbox.filter(isHere).map((entry) => ({ ...entry, author: me, seq: 0, deleted: false }));
  return [...shown, ...waiting].filter(({ deleted }) => !deleted).flatMap(slidesOf);
}

/** Of one message. */
export function slidesOf({ conversation_id, seq, author, created_at, attachments = NONE }) {
  return attachments.filter(isShownLarge).map((file) => ({ file, author: author.display_name, at: created_at, conversation_id, seq }));
}
