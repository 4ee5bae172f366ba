/** The messages of the open conversation as they are shown: what was done to them here included. */
import { byMessage, foreseen } from "./operations.js";
import { getState } from "./store.js";

/** A message by its id, or undefined where it is not held. */
export function shown(id) {
  const { timelines, open, outbox, me } = getState();
  const message = timelines[open.id]?.messages.find((one) => one.id === id);
  return message && foreseen(message, byMessage(outbox).get(id) ?? [], me.id);
}

/** The last message of one's own that can be changed, or undefined. */
export function lastOwn() {
  const { timelines, open, outbox, me } = getState();
  const done = byMessage(outbox);
  return timelines[open.id]?.messages
    .map((message) => foreseen(message, done.get(message.id) ?? [], me.id))
    .findLast(({ author, kind, deleted }) => author.id === me.id && kind === "user" && !deleted);
}
