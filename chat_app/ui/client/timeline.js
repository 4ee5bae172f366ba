/**
 * The messages that are held of one conversation: a window without holes in `seq`, up to date to `rev`.
 *
 * A message only ever gives way to a later `rev` of itself, so every function here may be given the same
 * thing twice, or an older thing after a newer one, and ends with the same window.
 */
export const PAGE = 50;
export const KEPT = 400;

/** The window that a page of the history opens; `lastSeq` and `lastRev` are those of the conversation. */
export function fromHistory(items, lastSeq, lastRev) {
  return bounded({ rev: lastRev, messages: sorted(items), hasOlder: false, hasNewer: false }, lastSeq);
}

/** The window grown by a page next to it. */
export function withPage(timeline, items, lastSeq) {
  return bounded({ ...timeline, messages: items.reduce(placed, timeline.messages) }, lastSeq);
}

/** The window after one change. A message outside of the window stays outside: the history will bring it. */
export function withChange(timeline, message) {
  const messages = covers(timeline, message.seq) ? placed(timeline.messages, message) : timeline.messages;
  const rev = message.rev === timeline.rev + 1 ? message.rev : timeline.rev;
  return messages === timeline.messages && rev === timeline.rev ? timeline : { ...timeline, messages, rev };
}

/** The window after all changes up to `lastRev`. */
export function withChanges(timeline, items, lastRev) {
  const next = items.toSorted((a, b) => a.seq - b.seq).reduce(withChange, timeline);
  return { ...next, rev: Math.max(next.rev, lastRev) };
}

/** The window without its oldest part, once that has grown too long to draw. */
export function evicted(timeline, kept = KEPT) {
  if (timeline.messages.length <= kept || timeline.hasNewer) return timeline;
  return { ...timeline, messages: timeline.messages.slice(-Math.ceil(kept / 2)), hasOlder: true };
}

/** Is this place within the window, or at an end of it where nothing is missing? */
export function covers(timeline, seq) {
  const { messages, hasOlder, hasNewer } = timeline;
  if (messages.length === 0) return !hasOlder && !hasNewer;
  return (!hasOlder || seq >= messages[0].seq) && (!hasNewer || seq <= messages.at(-1).seq);
}

/** Does the window show this place, or without one the end of the conversation? */
export function holds(timeline, seq = null) {
  if (!timeline) return false;
  return seq === null ? !timeline.hasNewer : timeline.messages.some((message) => message.seq === seq);
}

function bounded(timeline, lastSeq) {
  const { messages } = timeline;
  if (messages.length === 0) return { ...timeline, hasOlder: false, hasNewer: false };
  return { ...timeline, hasOlder: messages[0].seq > 1, hasNewer: messages.at(-1).seq < lastSeq };
}

function sorted(items) {
  return items.toSorted((a, b) => a.seq - b.seq);
}

function placed(messages, message) {
  let at = messages.length;
  while (at > 0 && messages[at - 1].seq > message.seq) at -= 1;
  const held = messages[at - 1];
  if (held?.seq !== message.seq) return messages.toSpliced(at, 0, message);
  return held.rev >= message.rev ? messages : messages.with(at - 1, message);
}
