/**
 * The state as the page shows it: flat objects with everything worked out, so that the components, which are
 * written in Python, only place it.
 *
 * What has not changed stays the same object, so that a new message draws one row.
 */
import { ordered, title } from "./conversations.js";
import { initial, initials, tint } from "./portraits.js";
import { lowestOfOthers, statusAt } from "./receipts.js";
import { dayOf, shortOf, timeOf } from "./times.js";

const GROUP_WITHIN = 5 * 60 * 1000;
const NONE = [];

/** One line of the sidebar for each conversation. */
export const conversationRows = reusing((state, now) =>
  ordered(state.conversations).map((one) => ({
    key: one.id,
    href: `/c/${one.id}`,
    title: title(one),
    is_direct: one.kind === "direct",
    initials: one.kind === "direct" ? initials(title(one)) : initial(title(one)),
    tint: tint(one.peer?.id ?? one.id),
    avatar: one.peer?.avatar_url ?? "",
    preview: preview(one, state.me),
    draft: "",
    time: one.last_message ? shortOf(one.last_message.created_at, now) : "",
    unread: one.my.unread,
    unread_text: one.my.unread > 99 ? "99+" : String(one.my.unread),
    mentioned: one.my.mentions > 0,
    is_muted: Date.parse(one.my.muted_until ?? "") > now.getTime(),
    presence: one.peer ? (state.presence[one.peer.id] ?? one.peer.presence ?? "offline") : "",
    is_open: one.id === state.open.id,
  })),
);

/** The rows of the open conversation's timeline, what is still on its way at the end. */
export const messageRows = reusing((state, now) => {
  const { id, seq } = state.open;
  const conversation = state.conversations[id];
  const timeline = state.timelines[id];
  if (!conversation || !timeline) return [];
  const lowest = lowestOfOthers(state.receipts[id], conversation.member_count, state.me.id);
  const rows = timeline.messages
    .filter((message) => !message.thread_root)
    .map((message) => messageRow(state, message, lowest, seq));
  if (!timeline.hasNewer) {
    const waiting = state.outbox.filter((entry) => entry.conversation_id === id);
    rows.push(...waiting.map((entry) => outboxRow(state, entry)));
  }
  rows.forEach((row, at) => place(row, rows[at - 1], now));
  return rows;
});

/** The open conversation's head, and what the timeline has to say about itself. */
export const openView = reusingOne((state) => {
  const { id } = state.open;
  const conversation = state.conversations[id];
  const timeline = state.timelines[id];
  return {
    id: id ?? "",
    exists: Boolean(conversation),
    is_loaded: Boolean(timeline),
    is_empty: Boolean(timeline) && timeline.messages.length === 0 && state.outbox.length === 0,
    is_choosable: Boolean(state.me) && !id,
    has_conversations: Object.keys(state.conversations).length > 0,
    title: conversation ? title(conversation) : "",
    is_direct: conversation?.kind === "direct",
    presence: conversation?.peer ? (state.presence[conversation.peer.id] ?? conversation.peer.presence ?? "offline") : "",
    about: conversation ? about(conversation, state) : "",
    is_archived: conversation?.archived ?? false,
    has_older: timeline?.hasOlder ?? false,
    has_newer: timeline?.hasNewer ?? false,
    highlighted: state.open.seq ?? 0,
  };
});

export const connectionView = reusingOne((state) => {
  const waiting = state.outbox.filter((entry) => entry.status === "pending").length;
  return { state: state.connection, text: state.trouble ?? CONNECTION_WORDS[state.connection](waiting) };
});

const CONNECTION_WORDS = {
  online: () => "",
  connecting: (waiting) => (waiting ? "Connecting. What you wrote will be sent." : "Connecting …"),
  offline: () => "Offline. What you write is kept here and sent when the connection is back.",
};

export const meView = reusingOne((state) => ({
  id: state.me?.id ?? "",
  name: state.me?.display_name ?? "",
  username: state.me?.username ?? "",
  initials: initials(state.me?.display_name ?? ""),
  tint: tint(state.me?.id ?? ""),
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

function messageRow(state, message, lowest, highlighted) {
  const mine = message.author.id === state.me.id;
  const author = { ...message.author, ...state.profiles[message.author.id] };
  return {
    key: mine ? message.client_id : message.id,
    id: message.id,
    seq: message.seq,
    is_mine: mine,
    is_system: message.kind === "system",
    author_id: author.id,
    author: author.display_name,
    initials: initials(author.display_name),
    tint: tint(author.id),
    avatar: author.avatar_url ?? "",
    html: message.html,
    body: message.body,
    at: message.created_at,
    time: timeOf(message.created_at),
    status: mine && message.kind === "user" ? statusAt(message.seq, lowest) : "",
    reason: "",
    is_edited: Boolean(message.edited_at) && !message.deleted,
    is_deleted: message.deleted,
    quote_author: message.reply_to?.author_name ?? "",
    quote: message.reply_to?.excerpt ?? "",
    reactions: message.reactions,
    is_highlighted: message.seq === highlighted,
  };
}

function outboxRow(state, entry) {
  return {
    key: entry.client_id,
    id: "",
    seq: 0,
    is_mine: true,
    is_system: false,
    author_id: state.me.id,
    author: state.me.display_name,
    initials: initials(state.me.display_name),
    tint: tint(state.me.id),
    avatar: state.me.avatar_url ?? "",
    html: "",
    body: entry.body,
    at: entry.created_at,
    time: timeOf(entry.created_at),
    status: entry.status,
    reason: entry.reason ?? "",
    is_edited: false,
    is_deleted: false,
    quote_author: "",
    quote: "",
    reactions: NONE,
    is_highlighted: false,
  };
}

/** What a row owes to the one above it: the day where it changes, and the author's name where that does. */
function place(row, above, now) {
  const day = dayOf(row.at, now);
  const isNewDay = !above || dayOf(above.at, now) !== day;
  row.day = isNewDay ? day : "";
  row.is_first =
    isNewDay ||
    above.author_id !== row.author_id ||
    above.is_system !== row.is_system ||
    Date.parse(row.at) - Date.parse(above.at) > GROUP_WITHIN;
}

function preview(conversation, me) {
  const last = conversation.last_message;
  if (!last) return "No messages yet";
  if (last.deleted) return "Message deleted";
  const text = last.body.replace(/\s+/g, " ").slice(0, 120) || (last.attachments?.length ? "Sent a file" : "");
  if (last.kind === "system" || conversation.kind === "direct") return last.author.id === me?.id && last.kind === "user" ? `You: ${text}` : text;
  return `${last.author.id === me?.id ? "You" : last.author.display_name.split(" ")[0]}: ${text}`;
}

function about(conversation, state) {
  if (conversation.kind === "direct") {
    const presence = state.presence[conversation.peer?.id] ?? conversation.peer?.presence ?? "offline";
    return { online: "Online", away: "Away", offline: "Offline" }[presence];
  }
  if (conversation.topic) return conversation.topic;
  return conversation.member_count === 1 ? "1 member" : `${conversation.member_count} members`;
}

function nameOf(state, userId) {
  const inDirect = Object.values(state.conversations).find((one) => one.peer?.id === userId);
  if (inDirect) return inDirect.peer.display_name;
  const wrote = state.timelines[state.open.id]?.messages.findLast((message) => message.author.id === userId);
  return state.profiles[userId]?.display_name ?? wrote?.author.display_name ?? "Someone";
}

function reusing(view) {
  let lastState, lastRows = NONE;
  return (state, now) => {
    if (state === lastState) return lastRows;
    lastState = state;
    const before = new Map(lastRows.map((row) => [row.key, row]));
    const rows = view(state, now).map((row) => kept(before.get(row.key), row));
    if (rows.length !== lastRows.length || rows.some((row, at) => row !== lastRows[at])) lastRows = rows;
    return lastRows;
  };
}

function reusingOne(view) {
  let lastState, last;
  return (state) => {
    if (state !== lastState) {
      lastState = state;
      last = kept(last, view(state));
    }
    return last;
  };
}

function kept(before, now) {
  return before && Object.keys(now).every((name) => before[name] === now[name]) ? before : now;
}
