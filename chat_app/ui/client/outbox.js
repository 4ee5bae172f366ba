/**
 * What was written here and is not known to be stored: a list, in the order of writing.
 *
 * An entry is `{client_id, conversation_id, body, created_at, status: "pending"|"failed", reason}`. Its
 * `client_id` never changes, so that the server knows a second attempt for what it is.
 */
export function withEntry(outbox, entry) {
  return [...outbox, { status: "pending", reason: null, ...entry }];
}

/** The outbox once the message is known to be stored, by acknowledgement or by echo. */
export function settled(outbox, clientId) {
  return without(outbox, clientId);
}

export function without(outbox, clientId) {
  return outbox.some((entry) => entry.client_id === clientId)
    ? outbox.filter((entry) => entry.client_id !== clientId)
    : outbox;
}

/** A refusal that another attempt would not change. The entry stays, for its author to decide. */
export function failed(outbox, clientId, reason) {
  return changed(outbox, clientId, { status: "failed", reason });
}

/** A failed entry, to be tried again at the end of the line. */
export function revived(outbox, clientId) {
  const entry = outbox.find((candidate) => candidate.client_id === clientId);
  return entry ? [...without(outbox, clientId), { ...entry, status: "pending", reason: null }] : outbox;
}

export function pending(outbox) {
  return outbox.filter((entry) => entry.status === "pending");
}

/** Errors that pass: the same message, sent again later, may well be taken. */
export function isPassing(error) {
  return ["timeout", "unavailable", "too_many_requests"].includes(error?.code);
}

function changed(outbox, clientId, fields) {
  return outbox.map((entry) => (entry.client_id === clientId ? { ...entry, ...fields } : entry));
}
