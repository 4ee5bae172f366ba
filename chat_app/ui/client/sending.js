/** What is done to messages here: shown at once, and sent until it is known what became of it. */
import { announce } from "./announcing.js";
import { reconnect, request } from "./connection.js";
import { placeIn } from "./drafts.js";
import { applyAck } from "./events.js";
import { newId } from "./ids.js";
import { markAnsweredHere } from "./marks.js";
import { hasReacted } from "./operations.js";
import * as outbox from "./outbox.js";
import { toNewest } from "./places.js";
import { getState, isOnline, update } from "./store.js";
import { alone } from "./tabs.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const UNDO_WITHIN = 5000;
/** What took so many milliseconds is announced once it is sent; else nobody waited for it. */
const LATE = 2000;

const NOT_DONE = {
  edit: "message-not-edited",
  delete: "message-not-deleted",
  react: "message-not-reacted",
  pin: "message-not-pinned",
};

const delivering = new Set();
const attempts = new Map();
const held = new Map();

/** Send a message to the open conversation. */
export function send(body) {
  sendTo(getState().open.id, body);
}

/**
 * Send a message from a place (`draftKey`): a conversation, or a thread of it. As an answer to `reply_to`, a message's
 * quotation, if there is one; with `attachments`, files that are uploaded.
 */
export function sendTo(place, body, reply_to = null, attachments = []) {
  const { conversation_id, thread_root } = placeIn(place);
  const { open, timelines } = getState();
  add({ conversation_id, thread_root, body, reply_to, attachments });
  if (thread_root || conversation_id !== open.id) return;
  markAnsweredHere();
  if (timelines[conversation_id]?.hasNewer) toNewest();
}

/** Change the text of a message of one's own. */
export function edit(message, body) {
  if (body !== message.body) add({ kind: "edit", conversation_id: message.conversation_id, message_id: message.id, body });
}

/** Delete a message. For a few seconds it can be undone, and nobody else sees it. */
export function remove(message) {
  const hold_until = Date.now() + UNDO_WITHIN;
  const id = add({ kind: "delete", conversation_id: message.conversation_id, message_id: message.id, hold_until });
  toast({ text: say("message-was-deleted"), action: { label: say("common-undo"), run: () => discard(id) } });
}

/** Add or take back a reaction of one's own. */
export function react(message, emoji) {
  const on = !hasReacted(message, emoji, getState().me.id);
  add({ kind: "react", conversation_id: message.conversation_id, message_id: message.id, emoji, on });
}

/** Pin a message for everybody, or take it down. */
export function pin(message, on) {
  add({ kind: "pin", conversation_id: message.conversation_id, message_id: message.id, on });
}

/** Try again what was refused. */
export function retry(clientId) {
  update((state) => ({ ...state, outbox: outbox.revived(state.outbox, clientId, nextOrder()) }));
  flush();
}

/** Forget what has not been sent. */
export function discard(clientId) {
  update((state) => ({ ...state, outbox: outbox.without(state.outbox, clientId) }));
}

/** How many messages would be lost if this device forgot everything now. */
export function unsentCount() {
  return getState().outbox.length;
}

/** Send whatever waits, each conversation in the order of doing. */
export function flush() {
  if (!isOnline()) return;
  for (const entry of getState().outbox) {
    if (entry.hold_until > Date.now()) wake(entry);
    if (entry.status === "pending" && !delivering.has(entry.conversation_id)) deliver(entry.conversation_id);
  }
}

function add(entry) {
  const whole = { client_id: newId(), created_at: new Date().toISOString(), order: nextOrder(), ...entry };
  update((state) => ({ ...state, outbox: outbox.withEntry(state.outbox, whole) }));
  flush();
  return whole.client_id;
}

/** Above all that waits already, also where it was done in the same millisecond or by a clock that went back. */
function nextOrder() {
  return Math.max(Date.now(), ...getState().outbox.map(({ order }) => order + 1));
}

/** One after the other, in one tab: an entry is sent when what became of the one before it is known. */
async function deliver(id) {
  delivering.add(id);
  try {
    await alone(`outbox-${id}`, async () => {
      for (let entry = next(id); entry; entry = next(id)) {
        if (!(await attempt(entry))) break;
      }
    });
  } finally {
    delivering.delete(id);
  }
}

function next(id) {
  const waiting = isOnline() ? outbox.pending(getState().outbox, Date.now()) : [];
  return waiting.find((entry) => entry.conversation_id === id);
}

/** Tells whether to go on with the next entry. */
async function attempt(entry) {
  const { client_id, conversation_id, kind } = entry;
  try {
    const { message } = await request(kind, wording[kind](entry));
    attempts.delete(conversation_id);
    update((state) => applyAck(state, client_id, message));
    if (kind === "send" && Date.now() - Date.parse(entry.created_at) > LATE) announce(say("message-sent"));
  } catch (error) {
    if (outbox.isPassing(error)) {
      again(conversation_id, error);
      return false;
    }
    attempts.delete(conversation_id);
    refused(entry, error.message);
  }
  return true;
}

const wording = {
  send: ({ client_id, conversation_id, body, thread_root, reply_to, attachments = [] }) => ({
    client_id,
    conversation_id,
    body,
    thread_root: thread_root ?? null,
    reply_to: reply_to?.id ?? null,
    attachment_ids: attachments.map(({ id }) => id),
  }),
  edit: ({ message_id, body }) => ({ message_id, body }),
  delete: ({ message_id }) => ({ message_id }),
  react: ({ message_id, emoji, on }) => ({ message_id, emoji, on }),
  pin: ({ message_id, on }) => ({ message_id, on }),
};

/** A message stays, to be sent again or thrown away; what was done to one is undone, and said. */
function refused(entry, reason) {
  if (entry.kind === "send") {
    update((state) => ({ ...state, outbox: outbox.failed(state.outbox, entry.client_id, reason) }));
    return;
  }
  discard(entry.client_id);
  const again = entry.kind === "edit" ? { label: say("common-copy-text"), run: () => navigator.clipboard?.writeText(entry.body) } : null;
  toast({ text: say(NOT_DONE[entry.kind], { why: reason }), tone: "error", action: again });
}

function again(id, error) {
  const attempt = attempts.get(id) ?? 0;
  attempts.set(id, attempt + 1);
  // A line on which nothing is answered is as good as cut.
  if (error.code === "timeout") reconnect();
  setTimeout(flush, outbox.waitAfter(error, attempt, Math.random()));
}

function wake({ client_id, hold_until }) {
  if (held.has(client_id)) return;
  held.set(client_id, setTimeout(() => {
    held.delete(client_id);
    flush();
  }, hold_until - Date.now() + 20));
}
