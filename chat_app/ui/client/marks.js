/** Telling the server how far things were read here, and what has arrived. */
import { request } from "./connection.js";
import { applyRead } from "./events.js";
import { getState, isOnline, update } from "./store.js";

const MARK_AFTER = 200;

let looking = true;
const marks = new Map();

/** Is the end of the open conversation in sight? Told by the timeline as it scrolls. */
export function setLooking(isAtEnd) {
  if (looking === isAtEnd) return;
  looking = isAtEnd;
  if (isAtEnd) markOpen();
}

export function isLookedAt() {
  return looking && document.visibilityState === "visible" && document.hasFocus();
}

/** Mark the open conversation as read, if somebody is looking at its end. */
export function markOpen() {
  const { open: { id }, conversations, timelines } = getState();
  const conversation = conversations[id];
  const timeline = timelines[id];
  // What has been written and is not shown yet is not read either.
  if (!conversation || !timeline || timeline.hasNewer || timeline.rev < conversation.last_rev || !isLookedAt()) return;
  const read = conversation.last_seq;
  if (conversation.my.read_seq >= read) return;
  // Shown at once, so that what is read as it arrives never counts as unread.
  update((state) => applyRead(state, id, read));
  markSoon(id, { read });
}

/** Mark what has arrived. */
export function markDelivered(id, seq) {
  const { me, receipts } = getState();
  const delivered = receipts[id]?.[me?.id]?.[1] ?? 0;
  if (seq > delivered) markSoon(id, { delivered: seq });
}

/** Have the server count what is unread, where it cannot be told from what is held. */
export async function count(id) {
  const conversation = getState().conversations[id];
  update((state) => ({
    ...state,
    conversations: { ...state.conversations, [id]: { ...conversation, doubtful: false } },
  }));
  await mark(id, conversation.my.read_seq);
}

function markSoon(id, what) {
  const waiting = marks.get(id);
  marks.set(id, { ...waiting, ...what });
  if (!waiting) setTimeout(() => flushMarks(id), MARK_AFTER);
}

async function flushMarks(id) {
  const { read = 0, delivered = 0 } = marks.get(id) ?? {};
  marks.delete(id);
  if (!isOnline()) return;
  if (delivered > read) request("delivered", { conversation_id: id, seq: delivered }).catch(() => {});
  if (read) await mark(id, read);
}

async function mark(id, seq) {
  try {
    const answer = await request("read", { conversation_id: id, seq });
    update((state) => applyRead(state, id, answer.read_seq, answer.unread));
  } catch {
    // The next look at the conversation, or the next sync, makes up for it.
  }
}
