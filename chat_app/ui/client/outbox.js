/**
 * What was done here and is not known to be stored: a list, in the order of doing.
 *
 * An entry is `{client_id, kind, conversation_id, created_at, order, status: "pending"|"failed", reason}` (`order` is
 * a number of its own, higher for what is done later) and, by kind,
 *
 * - `send`: `body`, in a thread the id of its `thread_root`, for a reply the `reply_to` that the message will have, and
 *   the `attachments` as the server has described them; the `client_id` is the message's own, so that the server knows a second attempt for what it is
 * - `edit`: `message_id`, `body`
 * - `delete`: `message_id`
 * - `react`: `message_id`, `emoji`, `on`
 * - `pin`: `message_id`, `on`
 *
 * With `hold_until` (milliseconds) it waits that long for second thoughts.
 */
import { fulfilled } from "./operations.js";

const AGAIN_AFTER = [1000, 2000, 5000, 10_000, 30_000];

export function withEntry(outbox, entry) {
  return [...outbox, { kind: "send", status: "pending", reason: null, ...entry }];
}

/**
 * The outbox once a message is known as it is stored: by an acknowledgement, an echo or a repair.
 *
 * What was done to a message is settled in the order of doing: of "on, off, on" the first "on" settles one.
 */
export function settled(outbox, message, me) {
  const done = new Set();
  for (const entry of outbox) {
    if (entry.kind === "send") {
      if (message.author.id === me && message.client_id === entry.client_id) done.add(entry);
    } else if (entry.message_id === message.id) {
      if (!fulfilled(entry, message, me)) break;
      done.add(entry);
    }
  }
  return done.size > 0 ? outbox.filter((entry) => !done.has(entry)) : outbox;
}

export function without(outbox, clientId) {
  return outbox.some((entry) => entry.client_id === clientId)
    ? outbox.filter((entry) => entry.client_id !== clientId)
    : outbox;
}

/** A refusal that another attempt would not change. The entry stays, for its author to decide. */
export function failed(outbox, clientId, reason) {
  return outbox.map((entry) => (entry.client_id === clientId ? { ...entry, status: "failed", reason } : entry));
}

/** A failed entry, to be tried again at the end of the line, where `order` is. */
export function revived(outbox, clientId, order) {
  const entry = outbox.find((candidate) => candidate.client_id === clientId);
  return entry ? [...without(outbox, clientId), { ...entry, order, status: "pending", reason: null }] : outbox;
}

/** What may be sent at `now` (milliseconds). */
export function pending(outbox, now) {
  return outbox.filter((entry) => entry.status === "pending" && !(entry.hold_until > now));
}

/** The outbox that another tab, or the disk, knows of, and this one: each entry once, in the order of doing. */
export function merged(outbox, others) {
  const held = new Set(outbox.map(({ client_id }) => client_id));
  const added = others.filter(({ client_id }) => !held.has(client_id));
  if (added.length === 0) return outbox;
  return [...outbox, ...added].sort((a, b) => a.order - b.order);
}

/** Errors that pass: the same thing, sent again later, may well be taken. */
export function isPassing(error) {
  return ["timeout", "unavailable", "too_many_requests"].includes(error?.code);
}

/**
 * Milliseconds until what has failed for the nth time (from 0) is tried again: never before the server has said.
 * `chance` is 0 to 1: what failed for many at once must not come back at once.
 */
export function waitAfter(error, attempt, chance) {
  const ours = AGAIN_AFTER[Math.min(attempt, AGAIN_AFTER.length - 1)] * (0.7 + 0.6 * chance);
  const theirs = (error.retry_after ?? 0) * 1000 * (1 + 0.1 * chance);
  return Math.max(ours, theirs);
}
