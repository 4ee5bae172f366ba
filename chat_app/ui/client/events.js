/**
 * How the state follows the server: `sync`, the live events, and the repair of what was missed.
 *
 * All of it is pure. What has to be asked of the server in consequence is read off the new state, by
 * `behind` and `doubtful`.
 */
import { withMessage } from "./conversations.js";
import { changed, changedAll, extractsWith, heldAs, heldConversations, lowestRev } from "./extracts.js";
import { settled, without } from "./outbox.js";
import { withReceipt, withoutMember } from "./receipts.js";
import { withBeginnings } from "./threadsSeen.js";
import { withChange, withChanges } from "./timeline.js";
import { withAltered, withMark } from "./unread.js";

const TYPING_ENDS_AFTER = 5000;

/** The state after a list of events; `now` in milliseconds. */
export function applyEvents(state, events, now) {
  return events.reduce((next, event) => reducers[event.type]?.(next, event, now) ?? next, state);
}

const reducers = {
  message: (state, event) => drained(held(state, event.conversation_id, event.message), event.conversation_id),
  receipt: (state, event) => {
    const receipts = withReceipt(state.receipts, event);
    const next = { ...state, receipts };
    if (event.user_id !== state.me?.id) return next;
    // As long as a mark of this device is on its way, what it will be answered with is later than this, or doubtful.
    if (!state.marking[event.conversation_id]) return applyRead(next, event.conversation_id, event.read_seq);
    return event.read_seq === state.conversations[event.conversation_id]?.my.read_seq ? next : inDoubt(next, event.conversation_id);
  },
  typing: (state, event, now) => withTyping(state, event, event.on ? now + TYPING_ENDS_AFTER : 0),
  presence: (state, { user_id, state: presence, last_seen_at }) => ({
    ...state,
    presence: { ...state.presence, [user_id]: presence },
    lastSeen: presence === "offline" ? { ...state.lastSeen, [user_id]: last_seen_at } : state.lastSeen,
  }),
  conversation: (state, event) => withConversation(state, event.conversation),
  conversation_removed: (state, event) => withoutConversation(state, event.conversation_id),
  member: (state, { conversation_id: id, user_id, role }) => ({
    ...state,
    receipts: role === null ? withoutMember(state.receipts, id, user_id) : state.receipts,
    memberships: { ...state.memberships, [id]: (state.memberships[id] ?? 0) + 1 },
  }),
  user: (state, { user }) => withUser(state, user),
  me: (state, { me }) => ({ ...state, me }),
};

/** The state after a `sync`, whose answer holds whatever happened while nobody listened. */
export function applySync(state, answer) {
  const conversations = Object.fromEntries(answer.conversations.map((one) => [one.id, one]));
  const timelines = {};
  for (const [id, timeline] of Object.entries(state.timelines)) {
    if (!conversations[id] || answer.reset.includes(id)) continue;
    timelines[id] = withChanges(timeline, answer.changes[id] ?? [], conversations[id].last_rev);
  }
  const extracts = {};
  for (const [key, extract] of Object.entries(state.extracts)) {
    const id = extract.conversation_id;
    if (!conversations[id] || answer.reset.includes(id)) continue;
    extracts[key] = changedAll(extract, answer.changes[id] ?? [], conversations[id].last_rev);
  }
  const changed = Object.values(answer.changes).flat();
  const outbox = changed
    .reduce((left, message) => settled(left, message, answer.me.id), state.outbox)
    .filter(({ conversation_id }) => conversations[conversation_id]);
  const { receipts, presence } = answer;
  const synced = { ...state, me: answer.me, conversations, timelines, extracts, receipts, presence, outbox };
  return withBeginnings({ ...synced, lastSeen: {}, early: {}, typing: {}, failures: {} });
}

/**
 * The state after `changes` brought all that happened in a conversation above `since` and up to `lastRev`. A window that
 * took the place of the one that it was asked for may be further behind, and asks for itself.
 */
export function applyChanges(state, id, items, lastRev, since = 0) {
  let next = state;
  for (const message of items.toSorted((a, b) => a.seq - b.seq)) {
    if (message.rev > (state.conversations[id]?.last_rev ?? 0)) next = applied(next, id, message);
  }
  const conversation = next.conversations[id];
  if (!conversation) return state;
  const timeline = next.timelines[id];
  return drained(
    {
      ...next,
      conversations: { ...next.conversations, [id]: { ...conversation, last_rev: Math.max(conversation.last_rev, lastRev) } },
      timelines: timeline?.rev >= since ? { ...next.timelines, [id]: withChanges(timeline, items, lastRev) } : next.timelines,
      extracts: extractsWith(next.extracts, id, (extract) => (extract.rev >= since ? changedAll(extract, items, lastRev) : extract)),
    },
    id,
  );
}

/** The state after one's own read mark moved. */
export function applyRead(state, id, readSeq) {
  const conversation = state.conversations[id];
  if (!conversation) return state;
  const counted = withMark(conversation, state.timelines[id], readSeq, state.me.id);
  return { ...state, conversations: { ...state.conversations, [id]: { ...conversation, ...counted } } };
}

/** The state as a mark of this device sets out, shown as read (or unread) at once. */
export function markSent(state, id, readSeq) {
  return { ...applyRead(state, id, readSeq), marking: { ...state.marking, [id]: (state.marking[id] ?? 0) + 1 } };
}

/** The state once a mark was answered; `readSeq` is null where it was not. */
export function markAnswered(state, id, readSeq) {
  const next = { ...state, marking: { ...state.marking, [id]: Math.max(0, (state.marking[id] ?? 0) - 1) } };
  const conversation = next.conversations[id];
  if (next.marking[id] > 0 || !conversation || conversation.my.read_seq === readSeq) return next;
  return inDoubt(next, id);
}

/**
 * The state once the server has counted what was doubtful. Its answer holds for the moment in which it read; where
 * that is another than the one that is held here, it stays doubtful. `since` is one's receipt as it was when it was asked.
 */
export function applyCount(state, { id, last_rev, my }, since) {
  const conversation = state.conversations[id];
  if (!conversation || conversation.last_rev !== last_rev || state.marking[id] || ownReceipt(state, id) !== since) return state;
  const { read_seq, unread, mentions } = my;
  const counted = { my: { ...conversation.my, read_seq, unread, mentions }, doubtful: false };
  return { ...state, conversations: { ...state.conversations, [id]: { ...conversation, ...counted } } };
}

export function ownReceipt(state, id) {
  return state.receipts[id]?.[state.me?.id];
}

function inDoubt(state, id) {
  const conversation = state.conversations[id];
  return conversation ? { ...state, conversations: { ...state.conversations, [id]: { ...conversation, doubtful: true } } } : state;
}

/** The state after an entry of the outbox was acknowledged with its message, before or after the echo. */
export function applyAck(state, clientId, message) {
  const id = message.conversation_id;
  const timeline = state.timelines[id];
  const shown = timeline ? { ...state.timelines, [id]: { ...withChange(timeline, message), rev: timeline.rev } } : state.timelines;
  const extracts = extractsWith(state.extracts, id, (extract) => ({ ...changed(extract, message), rev: extract.rev }));
  return { ...state, timelines: shown, extracts, outbox: without(state.outbox, clientId) };
}

/** The state without those who stopped typing and did not say so. */
export function withoutExpired(state, now) {
  const typing = {};
  for (const [id, people] of Object.entries(state.typing)) {
    typing[id] = Object.fromEntries(Object.entries(people).filter(([, until]) => until > now));
  }
  return { ...state, typing };
}

/** From which rev on a conversation has to be asked for its changes, or null where nothing is missing. */
export function behind(state, id) {
  const conversation = state.conversations[id];
  if (!conversation) return null;
  const rev = lowestRev(state, id);
  if (rev < conversation.last_rev) return rev;
  return state.early[id] ? conversation.last_rev : null;
}

/** What `sync` has to be told: every conversation that messages are held of, and up to which rev. */
export function known(state) {
  return Object.fromEntries([...heldConversations(state)].map((id) => [id, lowestRev(state, id)]));
}

function held(state, id, message) {
  const conversation = state.conversations[id];
  if (!conversation || message.rev <= conversation.last_rev) return state;
  return { ...state, early: { ...state.early, [id]: { ...state.early[id], [message.rev]: message } } };
}

function drained(state, id) {
  let next = state;
  let early = state.early[id] ?? {};
  for (const rev of Object.keys(early).map(Number).sort((a, b) => a - b)) {
    const followed = next.conversations[id].last_rev;
    if (rev > followed + 1) break;
    if (rev === followed + 1) next = applied(next, id, early[rev]);
    const { [rev]: _, ...rest } = early;
    early = rest;
  }
  const { [id]: _, ...others } = next.early;
  return { ...next, early: Object.keys(early).length > 0 ? { ...others, [id]: early } : others };
}

function applied(state, id, message) {
  const me = state.me?.id;
  const held = state.conversations[id];
  const before = state.timelines[id];
  const timeline = before && withChange(before, message);
  const altered = message.seq <= held.last_seq ? withAltered(held, before, timeline, message, me) : {};
  const conversation = { ...withMessage(held, message, me), ...altered };
  return {
    ...state,
    conversations: { ...state.conversations, [id]: conversation },
    timelines: timeline ? { ...state.timelines, [id]: timeline } : state.timelines,
    extracts: extractsWith(state.extracts, id, (extract) => changed(extract, message)),
    outbox: isOvertaken(state, id, message) ? state.outbox : settled(state.outbox, message, me),
    typing: withTyping(state, { conversation_id: id, user_id: message.author.id }, 0).typing,
  };
}

/** An echo that an acknowledgement has overtaken says nothing of what was done since. */
function isOvertaken(state, id, message) {
  if (state.outbox.length === 0) return false;
  return heldAs(state, id, message.id).some((held) => held.rev >= message.rev);
}

function withTyping(state, { conversation_id, user_id }, until) {
  if (until === 0 && !state.typing[conversation_id]?.[user_id]) return state;
  const { [user_id]: _, ...others } = state.typing[conversation_id] ?? {};
  const now = until === 0 ? others : { ...others, [user_id]: until };
  return { ...state, typing: { ...state.typing, [conversation_id]: now } };
}

function withConversation(state, conversation) {
  const held = state.conversations[conversation.id];
  // How far the messages have been followed is told by their own events alone.
  const followed = held
    ? { last_seq: held.last_seq, last_rev: held.last_rev, last_message: held.last_message, my: { ...conversation.my, ...marks(held.my) } }
    : {};
  return withBeginnings({ ...state, conversations: { ...state.conversations, [conversation.id]: { ...conversation, ...followed } } });
}

function marks({ read_seq, unread, mentions }) {
  return { read_seq, unread, mentions };
}

function withoutConversation(state, id) {
  const left = (byId) => {
    const { [id]: _, ...others } = byId;
    return others;
  };
  return {
    ...state,
    conversations: left(state.conversations),
    timelines: left(state.timelines),
    extracts: Object.fromEntries(Object.entries(state.extracts).filter(([, { conversation_id }]) => conversation_id !== id)),
    receipts: left(state.receipts),
    early: left(state.early),
    typing: left(state.typing),
    failures: left(state.failures),
    drafts: left(state.drafts),
    memberships: left(state.memberships),
    outbox: state.outbox.filter((entry) => entry.conversation_id !== id),
  };
}

function withUser(state, user) {
  const conversations = { ...state.conversations };
  for (const one of Object.values(conversations)) {
    if (one.peer?.id === user.id) conversations[one.id] = { ...one, peer: { ...one.peer, ...user } };
  }
  const me = state.me?.id === user.id ? { ...state.me, ...user } : state.me;
  return { ...state, me, conversations, profiles: { ...state.profiles, [user.id]: user } };
}
