/**
 * Unread is what other people wrote above one's `read_seq`: user messages that still stand, thread replies
 * left out.
 */
export function counts(message, me) {
  return message.kind === "user" && !message.deleted && !message.thread_root && message.author.id !== me;
}

/** Does the window hold everything above `readSeq` as it is at `rev`, so that counting it is exact? */
export function countable(timeline, readSeq, rev) {
  if (!timeline || timeline.hasNewer || timeline.rev < rev) return false;
  return !timeline.hasOlder || timeline.messages[0].seq <= readSeq + 1;
}

/** `{unread, mentions}` counted from a window that is `countable`. */
export function recount(timeline, readSeq, me) {
  let unread = 0;
  let mentions = 0;
  for (const message of timeline.messages) {
    if (message.seq <= readSeq || !counts(message, me)) continue;
    unread += 1;
    if (message.mentions?.includes(me)) mentions += 1;
  }
  return { unread, mentions };
}
