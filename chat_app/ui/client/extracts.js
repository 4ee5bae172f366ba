/**
 * Extracts: some of the messages of a conversation, held beside its timeline and kept up to date as that is.
 *
 * An extract is a window (see timeline.js) with `conversation_id` and `kind`:
 *
 * - `thread`: the replies in the thread on `root`, under the root's id
 * - `pins`: what is pinned, under `pinsKey` of the conversation
 *
 * It always reaches the newest; `hasOlder` tells whether there is more before it. `rev` is that of the conversation.
 */
import { withChange } from "./timeline.js";

const KEPT = 12;

export function pinsKey(conversationId) {
  return `pins ${conversationId}`;
}

/** The thread as `replies` answered. */
export function threadOf({ root, items, next, last_rev }) {
  return { ...windowOf(root.conversation_id, "thread", last_rev, items, next), root };
}

/** The pinned messages as they were listed, newest first; `rev` is what the conversation had when they were asked for. */
export function pinsOf(conversationId, rev, { items, next }) {
  return windowOf(conversationId, "pins", rev, items.toReversed(), next);
}

/** The thread on a message, read off a timeline that holds all since; null where it does not. */
export function threadWithin(timeline, rootId) {
  const root = timeline?.messages.find(({ id }) => id === rootId);
  if (!root || timeline.hasNewer) return null;
  const items = timeline.messages.filter((message) => message.thread_root === rootId);
  return threadOf({ root, items, next: null, last_rev: timeline.rev });
}

/** The extract grown by the page before it. */
export function withEarlier(extract, { items, next, last_rev }) {
  const grown = items.reduce((one, message) => withChange({ ...one, hasOlder: false }, message), extract);
  return { ...grown, hasOlder: next !== null, rev: Math.min(extract.rev, last_rev) };
}

/** The state with one more extract; of those that are held only the latest stay. */
export function withExtract(state, key, extract) {
  const { [key]: _, ...others } = state.extracts;
  const kept = Object.entries(others).slice(1 - KEPT);
  return { ...state, extracts: { ...Object.fromEntries(kept), [key]: extract } };
}

/** All extracts after one change of a conversation. */
export function extractsWith(extracts, conversationId, change) {
  let next = extracts;
  for (const [key, extract] of Object.entries(extracts)) {
    if (extract.conversation_id !== conversationId) continue;
    const changed = change(extract);
    if (changed !== extract) next = { ...next, [key]: changed };
  }
  return next;
}

/** The extract after one message of its conversation was created or changed. */
export function changed(extract, message) {
  const rev = message.rev === extract.rev + 1 ? message.rev : extract.rev;
  let next = extract;
  if (belongs(extract, message)) next = withChange(extract, message);
  else if (extract.messages.some((held) => held.id === message.id && held.rev < message.rev)) {
    next = { ...extract, messages: extract.messages.filter(({ id }) => id !== message.id) };
  }
  if (message.id === extract.root?.id && message.rev > extract.root.rev) next = { ...next, root: message };
  return next.rev === rev ? next : { ...next, rev };
}

/** The extract after all changes up to `lastRev`. */
export function changedAll(extract, items, lastRev) {
  const next = items.toSorted((a, b) => a.seq - b.seq).reduce(changed, extract);
  return next.rev >= lastRev ? next : { ...next, rev: lastRev };
}

/** The lowest rev among what is held of a conversation, its timeline included, or undefined where nothing is. */
export function lowestRev({ timelines, extracts }, conversationId) {
  const revs = Object.values(extracts)
    .filter((extract) => extract.conversation_id === conversationId)
    .map(({ rev }) => rev);
  if (timelines[conversationId]) revs.push(timelines[conversationId].rev);
  return revs.length > 0 ? Math.min(...revs) : undefined;
}

/** The ids of all conversations of which something is held. */
export function heldConversations({ timelines, extracts }) {
  return new Set([...Object.keys(timelines), ...Object.values(extracts).map(({ conversation_id }) => conversation_id)]);
}

/** A message of a conversation as each window holds it: mostly once, and the same object. */
export function heldAs({ timelines, extracts }, conversationId, messageId) {
  const ofConversation = Object.values(extracts).filter(({ conversation_id }) => conversation_id === conversationId);
  const windows = [timelines[conversationId]?.messages, ...ofConversation.map(({ root, messages }) => (root ? [root, ...messages] : messages))];
  return windows.map((messages) => messages?.find(({ id }) => id === messageId)).filter(Boolean);
}

function windowOf(conversationId, kind, rev, messages, next) {
  return { conversation_id: conversationId, kind, rev, messages, hasOlder: next !== null, hasNewer: false };
}

function belongs({ kind, root }, message) {
  return kind === "pins" ? message.pinned : message.thread_root === root.id;
}
