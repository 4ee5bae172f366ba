/** Messages as rows: of the timeline, and of the side panel. A row is made anew only where something in it has changed. */
import { attachmentsOf } from "./attachments.js";
import { isBigEmoji } from "./bigEmoji.js";
import { withCopyButtons } from "./codeBlocks.js";
import { byMessage, foreseen } from "./operations.js";
import { faceOf } from "./portraits.js";
import { mayWrite } from "./membership.js";
import { namesOfReactors, reactedWords } from "./reactors.js";
import { lowestOfOthers, readersOf, statusAt } from "./receipts.js";
import { keyed } from "./reusing.js";
import { systemLines } from "./systemWords.js";
import { say } from "./text.js";
import { dayOf, fullOf, timeOf } from "./times.js";

const GROUP_WITHIN = 5 * 60 * 1000;
const NONE = [];
/** What rows of the panel are called, where the same message may have one in the timeline. */
const PLACES = { timeline: "", panel: "panel:" };

/** The message that a row, or what was opened for it, is about. */
export function messageIdOf(row) {
  return row.replace(PLACES.panel, "");
}

export function isInPanel(row) {
  return row.startsWith(PLACES.panel);
}

/** The row of a message in the timeline, or in the panel. */
export function rowIn(place, id) {
  return `${PLACES[place]}${id}`;
}

/**
 * Makes rows for `place`: `rows(state, now, {conversation, messages, entries, …})`, of what is stored and then of what
 * is on its way. `above` is the message before the first, `highlighted` a seq, `belowLine` the first new message, `lastOwn` the message of one's own that
 * tells how many have seen it, `replies(message)` what the row says of its thread.
 */
export function rowMaker(place) {
  const stored = keyed(storedRow);
  const waiting = keyed(waitingRow);
  return (state, now, { conversation, messages, entries = NONE, above = null, highlighted = null, belowLine = null, lastOwn = null, replies = () => null }) => {
    const me = state.me.id;
    const ofConversation = state.receipts[conversation.id];
    const lowest = lowestOfOthers(ofConversation, conversation.member_count, me);
    const isModerator = conversation.kind === "group" && ["admin", "owner"].includes(conversation.my.role);
    const done = byMessage(state.outbox);
    const lines = systemLines(messages);
    const rows = [];
    let before = above;
    for (const message of messages) {
      const isMine = message.author.id === me;
      const status = isMine && message.kind === "user" ? statusAt(message.seq, lowest) : "";
      const readers = message === lastOwn ? readersOf(ofConversation, message.seq, me) : 0;
      const inputs = [
        place,
        message,
        done.get(message.id) ?? NONE,
        state.profiles[message.author.id],
        me,
        status,
        readers > 0 && message.seq <= lowest[0] ? -1 : readers,
        message.seq === highlighted,
        isMine || isModerator,
        conversation.archived,
        mayWrite(conversation),
        lines.get(message.id) ?? "",
        replies(message),
        namesOfReactors(state, conversation, message),
        message === belowLine,
      ];
      rows.push(stored.of(isMine ? message.client_id : message.id, [...inputs, ...standing(message, before, now)]));
      before = message;
    }
    for (const entry of entries) {
      const like = { author: state.me, kind: "user", created_at: entry.created_at };
      rows.push(waiting.of(entry.client_id, [entry, state.me, ...standing(like, before, now)]));
      before = like;
    }
    stored.swept();
    waiting.swept();
    return rows;
  };
}

/** What a row owes to the one above it: the day where it changes, and whether the author's name is said again. */
function standing(message, above, now) {
  const day = dayOf(message.created_at, now);
  const isNewDay = !above || dayOf(above.created_at, now) !== day;
  const isFirst =
    isNewDay ||
    above.author.id !== message.author.id ||
    (message.author.is_bot && above.author.display_name !== message.author.display_name) ||
    above.kind !== message.kind ||
    Date.parse(message.created_at) - Date.parse(above.created_at) > GROUP_WITHIN;
  return [isNewDay ? day : "", isFirst];
}

function storedRow(place, message, entries, profile, me, status, readers, isHighlighted, mayDelete, isArchived, mayAnswer, line, replies, names, isBelowLine, day, isFirst) {
  const shown = foreseen(message, entries, me);
  const isMine = message.author.id === me;
  const isUser = message.kind === "user" && !shown.deleted;
  return {
    ...authorOf(shownAuthor(message.author, profile)),
    key: isMine ? message.client_id : message.id,
    row: rowIn(place, message.id),
    id: message.id,
    seq: message.seq,
    is_mine: isMine,
    is_system: message.kind === "system",
    line,
    html: withCopyButtons(shown.html),
    body: shown.body,
    has_text: shown.body.trim() !== "",
    ...attachmentsOf(shown.attachments),
    at: message.created_at,
    time: timeOf(message.created_at),
    full_time: fullOf(message.created_at),
    status,
    reason: "",
    seen: readers === 0 ? "" : readers < 0 ? say("seen-all") : say("seen-count", { count: readers }),
    is_changing: entries.length > 0,
    is_edited: Boolean(shown.edited_at) && !shown.deleted,
    edited_at: shown.edited_at ?? "",
    edited_time: shown.edited_at ? fullOf(shown.edited_at) : "",
    is_deleted: shown.deleted,
    is_pinned: shown.pinned,
    may_answer: isUser && mayAnswer,
    may_edit: isMine && isUser && !isArchived,
    may_delete: mayDelete && isUser && !isArchived,
    ...quoteOf(shown.reply_to),
    ...NO_THREAD,
    ...replies,
    reactions: shown.reactions.map((one) => reactionOf(one, me, names)),
    is_big: isBigEmoji(shown.body),
    is_for_me: shown.mentions.includes(me) && !isMine,
    is_highlighted: isHighlighted,
    is_below_line: isBelowLine,
    day,
    is_first: isFirst || isBelowLine,
  };
}

function waitingRow(entry, me, day, isFirst) {
  return {
    ...authorOf(me),
    key: entry.client_id,
    row: "",
    id: "",
    seq: 0,
    is_mine: true,
    is_system: false,
    line: "",
    html: "",
    body: entry.body,
    has_text: entry.body.trim() !== "",
    ...attachmentsOf(entry.attachments),
    at: entry.created_at,
    time: timeOf(entry.created_at),
    full_time: fullOf(entry.created_at),
    status: entry.status,
    reason: entry.reason ?? "",
    seen: "",
    is_changing: false,
    is_edited: false,
    edited_at: "",
    edited_time: "",
    is_deleted: false,
    is_pinned: false,
    may_answer: false,
    may_edit: false,
    may_delete: false,
    ...quoteOf(entry.reply_to),
    ...NO_THREAD,
    reactions: NONE,
    is_big: isBigEmoji(entry.body),
    is_for_me: false,
    is_highlighted: false,
    is_below_line: false,
    day,
    is_first: isFirst,
  };
}

const NO_THREAD = { replies: "", replies_at: "", has_new_replies: false, repliers: NONE };

function quoteOf(quoted) {
  return { quote_author: quoted?.author_name ?? "", quote: quoted?.excerpt ?? "", quote_seq: quoted?.seq ?? 0 };
}

/** Who wrote it, as they are called now; a webhook as it called itself then. */
export function shownAuthor(author, profile) {
  const now = { ...author, ...profile };
  return author.is_bot ? { ...now, display_name: author.display_name } : now;
}

function authorOf(user) {
  return { author_id: user.id, author: user.display_name, is_bot: Boolean(user.is_bot), ...faceOf(user) };
}

function reactionOf(reaction, me, names) {
  const { emoji, count, user_ids } = reaction;
  return { emoji, count, is_mine: user_ids.includes(me), label: reactedWords(reaction, me, names) };
}
