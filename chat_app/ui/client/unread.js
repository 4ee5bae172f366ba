/**
 * Unread is what other people wrote above one's `read_seq`: user messages that still stand, thread replies
 * left out.
 */
import { covers } from "./timeline.js";

export function counts(message, me) {
  return message.kind === "user" && !message.deleted && !message.thread_root && message.author.id !== me;
}

/** Does the window hold everything above `readSeq` as it is at `rev`, so that counting it is exact? */
export function countable(timeline, readSeq, rev) {
  if (!timeline || timeline.hasNewer || timeline.rev < rev) return false;
  return !timeline.hasOlder || timeline.messages[0].seq <= readSeq + 1;
}

/** `{unread, mentions}` counted from a window that is `countable`; without what is above `lastSeq`. */
export function recount(timeline, readSeq, me, lastSeq = Infinity) {
  let unread = 0;
  let mentions = 0;
  for (const message of timeline.messages) {
    if (message.seq <= readSeq || message.seq > lastSeq || !counts(message, me)) continue;
    unread += 1;
    if (message.mentions?.includes(me)) mentions += 1;
  }
  return { unread, mentions };
}

/**
 * One's part `my` of a conversation with the mark at `readSeq`, and whether its counts are `doubtful`: where neither
 * all that is unread nor all that lies between the two marks is held, only the server can count.
 */
export function withMark(conversation, timeline, readSeq, me) {
  const { my, last_seq, last_rev, doubtful = false } = conversation;
  const moved = { ...my, read_seq: readSeq };
  if (readSeq >= last_seq) return { my: { ...moved, unread: 0, mentions: 0 }, doubtful: false };
  if (countable(timeline, readSeq, last_rev)) return { my: { ...moved, ...recount(timeline, readSeq, me, last_seq) }, doubtful: false };
  const [low, high] = [my.read_seq, readSeq].sort((a, b) => a - b);
  const isBetweenHeld = timeline?.rev >= last_rev && covers(timeline, low + 1) && covers(timeline, high);
  if (low === high || !isBetweenHeld) return { my: moved, doubtful: doubtful || low !== high };
  const between = recount(timeline, low, me, high);
  const sign = readSeq > my.read_seq ? -1 : 1;
  const counted = (name) => Math.max(0, my[name] + sign * between[name]);
  return { my: { ...moved, unread: counted("unread"), mentions: counted("mentions") }, doubtful };
}

/**
 * The same after a message that was known is not what it was. `before` is the window as it was: what it held of the
 * message counts only where it was as far as the conversation.
 */
export function withAltered(conversation, before, timeline, message, me) {
  const { my, last_rev, last_seq, doubtful = false } = conversation;
  if (message.seq <= my.read_seq || message.author.id === me) return { my, doubtful };
  if (countable(timeline, my.read_seq, message.rev)) {
    // What the window holds beyond is counted as new when its own event comes.
    return { my: { ...my, ...recount(timeline, my.read_seq, me, last_seq) }, doubtful: false };
  }
  const old = before?.rev >= last_rev && before.messages.find(({ seq }) => seq === message.seq);
  if (!old || old.rev >= message.rev) return { my, doubtful: doubtful || message.deleted || Boolean(message.edited_at) };
  const [was, is] = [old, message].map((one) => recount({ messages: [one] }, my.read_seq, me));
  const counted = (name) => Math.max(0, my[name] + is[name] - was[name]);
  return { my: { ...my, unread: counted("unread"), mentions: counted("mentions") }, doubtful };
}
