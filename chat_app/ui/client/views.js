/**
 * The state as the page shows it: flat objects with everything worked out, so that the components, which are
 * written in Python, only place it.
 *
 * What has not changed stays the same object, so that a new message draws one row.
 */
import { ordered, title } from "./conversations.js";
import { byMessage, foreseen } from "./operations.js";
import { initial, initials, tint } from "./portraits.js";
import { lowestOfOthers, statusAt } from "./receipts.js";
import { keyed, sameList, sameObject, whenChanged } from "./reusing.js";
import { dayOf, fullOf, shortOf, timeOf } from "./times.js";

const GROUP_WITHIN = 5 * 60 * 1000;
const NONE = [];

const done = whenChanged(({ outbox }) => [outbox], ({ outbox }) => byMessage(outbox));
const lines = keyed(conversationRow);

/** One line of the sidebar for each conversation. */
export const conversationRows = whenChanged(
  ({ conversations, presence, connection, open, drafts, outbox, me }) => [
    conversations,
    presence,
    connection,
    open.id,
    drafts,
    outbox,
    me,
  ],
  (state, now, before) => {
    const unsent = lastSends(state.outbox);
    const rows = ordered(state.conversations, unsent).map((one) => {
      const isOpen = one.id === state.open.id;
      const entries = done(state, now).get(one.last_message?.id) ?? NONE;
      const draft = isOpen ? "" : (state.drafts[one.id] ?? "");
      const presence = presenceOf(state, one);
      return lines.of(one.id, [one, unsent[one.id], presence, isOpen, draft, entries, state.me?.id, now.toDateString()]);
    });
    lines.swept();
    return sameList(before, rows);
  },
);

function conversationRow(one, unsent, presence, isOpen, draft, entries, me, today) {
  const stored = one.last_message && foreseen(one.last_message, entries, me);
  const last = unsent ? { kind: "user", author: { id: me }, body: unsent.body, created_at: unsent.created_at } : stored;
  return {
    key: one.id,
    href: `/c/${one.id}`,
    title: title(one),
    is_direct: one.kind === "direct",
    initials: one.kind === "direct" ? initials(title(one)) : initial(title(one)),
    tint: tint(one.peer?.id ?? one.id),
    avatar: one.peer?.avatar_url ?? "",
    preview: preview(one, last, me),
    draft: draft.replace(/\s+/g, " ").slice(0, 120),
    time: last ? shortOf(last.created_at, new Date(today)) : "",
    unread: one.my.unread,
    unread_text: one.my.unread > 99 ? "99+" : String(one.my.unread),
    mentioned: one.my.mentions > 0,
    is_muted: Date.parse(one.my.muted_until ?? "") > Date.now(),
    presence,
    is_open: isOpen,
  };
}

const stored = keyed(messageRow);
const waiting = keyed(outboxRow);

/** The rows of the open conversation's timeline, what is still on its way at the end. */
export const messageRows = whenChanged(
  ({ timelines, conversations, open, outbox, receipts, profiles, me }) => [
    timelines[open.id],
    conversations[open.id],
    receipts[open.id],
    open.seq,
    outbox,
    profiles,
    me,
  ],
  (state, now, before) => {
    const { id, seq } = state.open;
    const conversation = state.conversations[id];
    const timeline = state.timelines[id];
    if (!conversation || !timeline) return NONE;
    const me = state.me.id;
    const lowest = lowestOfOthers(state.receipts[id], conversation.member_count, me);
    const isModerator = conversation.kind === "group" && ["admin", "owner"].includes(conversation.my.role);
    const entries = done(state, now);
    let above = null;
    const rows = [];
    for (const message of timeline.messages) {
      if (message.thread_root) continue;
      const isMine = message.author.id === me;
      const status = isMine && message.kind === "user" ? statusAt(message.seq, lowest) : "";
      const ofThis = entries.get(message.id) ?? NONE;
      const profile = state.profiles[message.author.id];
      const inputs = [message, ofThis, profile, me, status, message.seq === seq, isMine || isModerator];
      rows.push(stored.of(isMine ? message.client_id : message.id, [...inputs, ...place(message, above, now)]));
      above = message;
    }
    for (const entry of timeline.hasNewer ? NONE : state.outbox) {
      if (entry.kind !== "send" || entry.conversation_id !== id) continue;
      const like = { author: state.me, kind: "user", created_at: entry.created_at };
      rows.push(waiting.of(entry.client_id, [entry, state.me, ...place(like, above, now)]));
      above = like;
    }
    stored.swept();
    waiting.swept();
    return sameList(before, rows);
  },
);

/** What a row owes to the one above it: the day where it changes, and whether the author's name is said again. */
function place(message, above, now) {
  const day = dayOf(message.created_at, now);
  const isNewDay = !above || dayOf(above.created_at, now) !== day;
  const isFirst =
    isNewDay ||
    above.author.id !== message.author.id ||
    above.kind !== message.kind ||
    Date.parse(message.created_at) - Date.parse(above.created_at) > GROUP_WITHIN;
  return [isNewDay ? day : "", isFirst];
}

function messageRow(message, entries, profile, me, status, isHighlighted, mayDelete, day, isFirst) {
  const shown = foreseen(message, entries, me);
  const isMine = message.author.id === me;
  const isUser = message.kind === "user" && !shown.deleted;
  return {
    ...authorOf({ ...message.author, ...profile }),
    key: isMine ? message.client_id : message.id,
    id: message.id,
    seq: message.seq,
    is_mine: isMine,
    is_system: message.kind === "system",
    html: shown.html,
    body: shown.body,
    at: message.created_at,
    time: timeOf(message.created_at),
    full_time: fullOf(message.created_at),
    status,
    reason: "",
    is_changing: entries.length > 0,
    is_edited: Boolean(shown.edited_at) && !shown.deleted,
    edited_time: shown.edited_at ? fullOf(shown.edited_at) : "",
    is_deleted: shown.deleted,
    may_edit: isMine && isUser,
    may_delete: mayDelete && isUser,
    quote_author: shown.reply_to?.author_name ?? "",
    quote: shown.reply_to?.excerpt ?? "",
    reactions: shown.reactions.map((one) => reactionOf(one, me)),
    is_highlighted: isHighlighted,
    day,
    is_first: isFirst,
  };
}

function outboxRow(entry, me, day, isFirst) {
  return {
    ...authorOf(me),
    key: entry.client_id,
    id: "",
    seq: 0,
    is_mine: true,
    is_system: false,
    html: "",
    body: entry.body,
    at: entry.created_at,
    time: timeOf(entry.created_at),
    full_time: fullOf(entry.created_at),
    status: entry.status,
    reason: entry.reason ?? "",
    is_changing: false,
    is_edited: false,
    edited_time: "",
    is_deleted: false,
    may_edit: false,
    may_delete: false,
    quote_author: "",
    quote: "",
    reactions: NONE,
    is_highlighted: false,
    day,
    is_first: isFirst,
  };
}

function authorOf({ id, display_name, avatar_url }) {
  return {
    author_id: id,
    author: display_name,
    initials: initials(display_name),
    tint: tint(id),
    avatar: avatar_url ?? "",
  };
}

function reactionOf({ emoji, count, user_ids }, me) {
  const isMine = user_ids.includes(me);
  const others = isMine ? count - 1 : count;
  const people = others === 1 ? "1 person" : `${others} people`;
  const words = isMine ? (others ? `you and ${others} more` : "you") : people;
  return { emoji, count, is_mine: isMine, label: `${emoji}, ${words}` };
}

/** The open conversation's head, and what the timeline has to say about itself. */
export const openView = reusingOne((state) => {
  const { id } = state.open;
  const conversation = state.conversations[id];
  const timeline = state.timelines[id];
  const isKnown = state.me !== null;
  return {
    id: id ?? "",
    exists: Boolean(conversation),
    is_missing: isKnown && Boolean(id) && (state.failures[id] === "" || (!conversation && state.connection === "online")),
    is_loaded: Boolean(timeline && conversation),
    is_unreachable: !timeline && state.connection === "offline",
    failure: state.failures[id] ?? "",
    is_empty: Boolean(timeline) && timeline.messages.length === 0 && !state.outbox.some((entry) => entry.conversation_id === id),
    is_choosable: isKnown && !id,
    has_conversations: Object.keys(state.conversations).length > 0,
    title: conversation ? title(conversation) : "",
    initials: conversation ? (conversation.kind === "direct" ? initials(title(conversation)) : initial(title(conversation))) : "",
    tint: tint(conversation?.peer?.id ?? id ?? ""),
    avatar: conversation?.peer?.avatar_url ?? "",
    is_direct: conversation?.kind === "direct",
    presence: conversation ? presenceOf(state, conversation) : "",
    about: conversation ? about(state, conversation) : "",
    is_archived: conversation?.archived ?? false,
    has_older: timeline?.hasOlder ?? false,
    has_newer: timeline?.hasNewer ?? false,
    highlighted: state.open.seq ?? 0,
  };
});

export const connectionView = reusingOne((state) => {
  const waits = state.outbox.filter(({ status }) => status === "pending").length;
  return { state: state.connection, text: state.trouble ?? CONNECTION_WORDS[state.connection](waits) };
});

const CONNECTION_WORDS = {
  online: () => "",
  connecting: (waits) => (waits ? "Connecting. What you wrote will be sent." : "Connecting …"),
  offline: (waits) =>
    waits
      ? `Offline. ${waits === 1 ? "1 change is" : `${waits} changes are`} kept here and sent when the connection is back.`
      : "Offline. You can read and write; what you write is sent when the connection is back.",
};

export const meView = reusingOne(({ me, connection }) => ({
  id: me?.id ?? "",
  name: me?.display_name ?? "",
  username: me?.username ?? "",
  initials: initials(me?.display_name ?? ""),
  tint: tint(me?.id ?? ""),
  avatar: me?.avatar_url ?? "",
  presence: connection === "online" ? "online" : "offline",
}));

/** "Anna is typing", or nothing. */
export function typingText(state, now) {
  const typing = Object.entries(state.typing[state.open.id] ?? {})
    .filter(([user, until]) => user !== state.me?.id && until > now.getTime())
    .map(([user]) => nameOf(state, user));
  if (typing.length === 0) return "";
  if (typing.length === 1) return `${typing[0]} is typing`;
  return typing.length === 2 ? `${typing[0]} and ${typing[1]} are typing` : "Several people are typing";
}

function preview(conversation, last, me) {
  if (!last) return "No messages yet";
  if (last.deleted) return "Message deleted";
  const text = last.body.replace(/\s+/g, " ").slice(0, 120) || (last.attachments?.length ? "Sent a file" : "");
  if (last.kind === "system") return text;
  if (last.author.id === me) return `You: ${text}`;
  return conversation.kind === "direct" ? text : `${last.author.display_name.split(" ")[0]}: ${text}`;
}

function about(state, conversation) {
  if (conversation.kind === "direct") {
    return { online: "Online", away: "Away", offline: "Offline", "": "" }[presenceOf(state, conversation)];
  }
  const members = conversation.member_count === 1 ? "1 member" : `${conversation.member_count} members`;
  return conversation.topic ? `${members} · ${conversation.topic}` : members;
}

/** Nothing where it cannot be known: in groups, and while there is no connection. */
function presenceOf(state, { peer }) {
  return peer && state.connection !== "offline" ? (state.presence[peer.id] ?? peer.presence ?? "offline") : "";
}

/** By conversation, the last message that is still on its way. */
function lastSends(outbox) {
  return Object.fromEntries(outbox.filter(({ kind }) => kind === "send").map((entry) => [entry.conversation_id, entry]));
}

function nameOf(state, userId) {
  const inDirect = Object.values(state.conversations).find((one) => one.peer?.id === userId);
  if (inDirect) return inDirect.peer.display_name;
  const wrote = state.timelines[state.open.id]?.messages.findLast((message) => message.author.id === userId);
  return state.profiles[userId]?.display_name ?? wrote?.author.display_name ?? "Someone";
}

function reusingOne(view) {
  let lastState, last;
  return (state) => {
    if (state !== lastState) {
      lastState = state;
      last = sameObject(last, view(state));
    }
    return last;
  };
}
