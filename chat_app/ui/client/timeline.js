/**
 * The messages that are held of one conversation: a window without holes in `seq`, up to date to `rev`.
 *
 * A message only ever gives way to a later `rev` of itself, so every function here may be given the same
 * thing twice, or an older thing after a newer one, and ends with the same window.
 *
 * Replies in threads are held, as they count in `seq`, and not drawn.
 */
export const PAGE = 50;
/** A place in the middle has to fill the screen on both sides. */
export const AROUND = 80;
/** So many rows may be drawn, and so many are left of a window that has more. */
export const MOST = 280;
export const KEPT = 230;

/** The window that a page of the history opens; `lastSeq` and `lastRev` are those of the conversation. */
export function fromHistory(items, lastSeq, lastRev) {
  const messages = sorted(items);
  return {
    rev: lastRev,
    messages,
    hasOlder: messages.length > 0 && messages[0].seq > 1,
    hasNewer: messages.length > 0 && messages.at(-1).seq < lastSeq,
  };
}

/**
 * The window grown by a page next to it, as history answered it. What was written while the answer was on its way
 * may have been told before it came: the `rev` says how far both are up to date.
 */
export function withPage(timeline, { items, last_seq: lastSeq, last_rev: lastRev }) {
  const messages = items.reduce(placed, timeline.messages);
  return {
    rev: Math.min(timeline.rev, lastRev),
    messages,
    hasOlder: timeline.hasOlder && messages[0]?.seq > 1,
    hasNewer: timeline.hasNewer && messages.at(-1)?.seq < lastSeq,
  };
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

/** The window without what is farthest from the place `seq`, once more of it would be drawn than should be. */
export function cut(timeline, seq) {
  const { messages } = timeline;
  if (messages.length <= MOST) return timeline;
  const drawn = [...messages.keys()].filter((at) => isDrawn(messages[at]));
  if (drawn.length <= MOST) return timeline;
  const found = drawn.findIndex((at) => messages[at].seq >= seq);
  const middle = found < 0 ? drawn.length : found;
  const first = Math.max(0, Math.min(middle - KEPT / 2, drawn.length - KEPT));
  const from = first === 0 ? 0 : drawn[first];
  const to = drawn[first + KEPT] ?? messages.length;
  return {
    ...timeline,
    messages: messages.slice(from, to),
    hasOlder: timeline.hasOlder || from > 0,
    hasNewer: timeline.hasNewer || to < messages.length,
  };
}

/** Is this place within the window, or at an end of it where nothing is missing? */
export function covers(timeline, seq) {
  const { messages, hasOlder, hasNewer } = timeline;
  if (messages.length === 0) return !hasOlder && !hasNewer;
  return (!hasOlder || seq >= messages[0].seq) && (!hasNewer || seq <= messages.at(-1).seq);
}

/** Does the window reach the end of the conversation? */
export function reachesEnd(timeline) {
  return Boolean(timeline) && !timeline.hasNewer;
}

/**
 * The messages that have a row, and the one above them. Where there is more to load, the first one has none: it tells
 * whether the next begins a day, or a group, so that nothing about a row changes when older ones come.
 */
export function drawnOf({ messages, hasOlder }) {
  const drawn = messages.filter(isDrawn);
  return hasOlder ? { above: drawn[0] ?? null, drawn: drawn.slice(1) } : { above: null, drawn };
}

/** Has the message at this place a row? */
export function shows(timeline, seq) {
  return Boolean(timeline) && drawnOf(timeline).drawn.some((message) => message.seq === seq);
}

export function isDrawn({ thread_root }) {
  return !thread_root;
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
