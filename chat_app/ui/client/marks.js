/** Telling the server how far things were read here, and what has arrived. */
import { request } from "./connection.js";
import { applyCount, applyRead, markAnswered, markSent, ownReceipt } from "./events.js";
import { request as httpRequest } from "./http.js";
import { shown } from "./messages.js";
import { withLineAtEntering, withoutLine } from "./newLine.js";
import { isPassing } from "./outbox.js";
import { getState, isOnline, update } from "./store.js";

const MARK_AFTER = 200;
const AGAIN_AFTER = 2000;
const COUNT_AGAIN_AFTER = 300;

let looking = true;
let keptUnread = null;
const marks = new Map();
const counting = new Set();

/** Is the end of the open conversation in sight? Told by the timeline as it scrolls. */
export function setLooking(isAtEnd) {
  looking = isAtEnd;
  if (isAtEnd) markOpen();
}

/** A conversation was opened: where its end is in sight is not known yet, and what was kept unread may be read now. */
export function beginLooking() {
  looking = false;
  keptUnread = null;
}

export function isLookedAt() {
  return looking && isWatched();
}

/** Is somebody in front of this page, as far as it can tell? */
export function isWatched() {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** Mark the open conversation as read, if somebody is looking at its end. */
export function markOpen() {
  const { open: { id }, conversations, timelines } = getState();
  const conversation = conversations[id];
  const timeline = timelines[id];
  // What has been written and is not shown yet is not read either.
  if (!conversation || !timeline || timeline.hasNewer || timeline.rev < conversation.last_rev) return;
  if (isLookedAt() && keptUnread !== id) readUpTo(id, conversation.last_seq);
}

/** Mark what was in sight: the rows from `first` to `last`. Of what was jumped over nothing is read. */
export function markSeen(first, last) {
  const { open: { id }, conversations, timelines } = getState();
  const my = conversations[id]?.my;
  if (!my || !isWatched() || keptUnread === id || last <= my.read_seq) return;
  const isNext = timelines[id].messages.every(({ seq, thread_root }) => seq <= my.read_seq || seq >= first || thread_root);
  if (isNext && timelines[id].messages[0].seq <= my.read_seq + 1) readUpTo(id, last);
}

/** Read everything in the open conversation, and put the line away. Tells whether there was anything. */
export function markAllRead() {
  const { open: { id }, conversations, line } = getState();
  const conversation = conversations[id];
  if (!conversation || (!line && conversation.my.unread === 0)) return false;
  keptUnread = null;
  update(withoutLine);
  readUpTo(id, conversation.last_seq);
  return true;
}

/** One has written something here: what stands above it has been read. */
export function markAnsweredHere() {
  keptUnread = null;
  update(withoutLine);
}

/** Mark the messages of the open conversation as unread, from this one on. It stays so until one comes back. */
export function markUnreadFrom(messageId) {
  const message = shown(messageId);
  if (!message) return;
  const { conversation_id: id, seq } = message;
  keptUnread = id;
  moveMark(id, seq - 1);
  update(withLineAtEntering);
}

/** Move the mark of any conversation to `seq`, back too. */
export function moveMark(id, seq) {
  tell(id, { read: seq, force: true });
}

/** Mark what has arrived. */
export function markDelivered(id, seq) {
  const { me, receipts } = getState();
  const delivered = receipts[id]?.[me?.id]?.[1] ?? 0;
  if (seq > delivered) markSoon(id, { delivered: seq });
}

/** Have the server count where it cannot be told from what is held. To be called after every change of the state. */
export function countDoubtful() {
  const { conversations } = getState();
  if (conversations === countDoubtful.seen || !isOnline()) return;
  countDoubtful.seen = conversations;
  for (const { id, doubtful } of Object.values(conversations)) if (doubtful) count(id);
}

async function count(id) {
  if (counting.has(id)) return;
  counting.add(id);
  try {
    const since = ownReceipt(getState(), id);
    const conversation = await httpRequest("GET", `/conversations/${id}`);
    update((state) => applyCount(state, conversation, since));
  } catch {
    // The next sync counts.
    return;
  } finally {
    counting.delete(id);
  }
  if (getState().conversations[id]?.doubtful) setTimeout(() => isOnline() && count(id), COUNT_AGAIN_AFTER);
}

function readUpTo(id, seq) {
  const { my } = getState().conversations[id];
  if (my.read_seq >= seq) {
    if (my.unread > 0) update((state) => applyRead(state, id, my.read_seq));
    return;
  }
  tell(id, { read: seq });
}

/** Shown at once, so that what is read as it arrives never counts as unread. */
function tell(id, mark) {
  const waits = marks.get(id)?.read !== undefined;
  update((state) => (waits ? applyRead(state, id, mark.read) : markSent(state, id, mark.read)));
  markSoon(id, mark);
}

function markSoon(id, what) {
  const waiting = marks.get(id);
  marks.set(id, { ...waiting, ...what });
  if (!waiting) setTimeout(() => flushMarks(id), MARK_AFTER);
}

async function flushMarks(id) {
  const { read, force = false, delivered = 0 } = marks.get(id);
  marks.delete(id);
  const isMore = isOnline() && delivered > (read ?? 0);
  if (isMore) request("delivered", { conversation_id: id, seq: delivered }).catch(() => {});
  if (read === undefined) return;
  const answered = isOnline() ? await mark(id, { seq: read, force }) : null;
  update((state) => markAnswered(state, id, answered));
}

/** How far one has read now, or null where that is not known. What passes is tried once more. */
async function mark(id, what, isLast = false) {
  try {
    return (await request("read", { conversation_id: id, ...what })).read_seq;
  } catch (error) {
    if (isLast || !isPassing(error)) return null;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
    return isOnline() ? mark(id, what, true) : null;
  }
}
