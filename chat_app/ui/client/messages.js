/** The messages of the open conversation as they are shown: what was done to them here included. */
import { heldAs } from "./extracts.js";
import { byMessage, foreseen } from "./operations.js";
import { getState } from "./store.js";

/** A message by its id, or undefined where it is not held. */
export function shown(id) {
  const { open, outbox, me } = getState();
  const [message] = heldAs(getState(), open.id, id);
  return message && foreseen(message, byMessage(outbox).get(id) ?? [], me.id);
}

/** The last message of one's own that can be changed, in the thread on `rootId` or else outside of threads, or undefined. */
export function lastOwn(rootId = null) {
  const { timelines, extracts, open, outbox, me } = getState();
  const done = byMessage(outbox);
  const messages = rootId ? extracts[rootId]?.messages : timelines[open.id]?.messages;
  return messages
    ?.filter(({ thread_root }) => thread_root === rootId)
    .map((message) => foreseen(message, done.get(message.id) ?? [], me.id))
    .findLast(({ author, kind, deleted }) => author.id === me.id && kind === "user" && !deleted);
}
