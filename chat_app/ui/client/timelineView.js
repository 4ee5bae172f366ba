/** The messages as the page shows them. A row is made anew only where something in it has changed. */
import { firstNew } from "./newLine.js";
import { byMessage, foreseen } from "./operations.js";
import { initials, tint } from "./portraits.js";
import { lowestOfOthers, statusAt } from "./receipts.js";
import { keyed, sameList, whenChanged } from "./reusing.js";
import { drawnOf } from "./timeline.js";
import { dayOf, fullOf, timeOf } from "./times.js";
import { say } from "./text.js";

const GROUP_WITHIN = 5 * 60 * 1000;
const NONE = [];

const stored = keyed(messageRow);
const waiting = keyed(outboxRow);

/** The rows of the open conversation's timeline, what is still on its way at the end. */
export const messageRows = whenChanged(
  ({ timelines, conversations, open, line, outbox, receipts, profiles, me }) => [
    timelines[open.id],
    conversations[open.id],
    receipts[open.id],
    open.seq,
    line?.id === open.id ? line.after : null,
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
    const entries = byMessage(state.outbox);
    const { drawn, above: first } = drawnOf(timeline);
    const below = state.line?.id === id ? firstNew(drawn, state.line.after, me) : undefined;
    let above = first;
    const rows = [];
    for (const message of drawn) {
      const isMine = message.author.id === me;
      const status = isMine && message.kind === "user" ? statusAt(message.seq, lowest) : "";
      const ofThis = entries.get(message.id) ?? NONE;
      const profile = state.profiles[message.author.id];
      const inputs = [message, ofThis, profile, me, status, message.seq === seq, isMine || isModerator, message === below];
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

function messageRow(message, entries, profile, me, status, isHighlighted, mayDelete, isBelowLine, day, isFirst) {
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
    may_unread: !isMine && isUser,
    is_below_line: isBelowLine,
    day,
    is_first: isFirst || isBelowLine,
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
    may_unread: false,
    is_below_line: false,
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
  const whose = isMine ? (others ? "you-and" : "you") : "others";
  return { emoji, count, is_mine: isMine, label: say(`message-reaction-${whose}`, { emoji, others }) };
}
