/** Opening conversations, and loading what of them is not held. */
import { request } from "./connection.js";
import { ordered } from "./conversations.js";
import { markOpen, setLooking } from "./marks.js";
import { go } from "./navigation.js";
import { getState, isOnline, update } from "./store.js";
import { evicted, fromHistory, PAGE, withPage } from "./timeline.js";

const LAST_OPENED = "parley:last-opened";

const loading = new Set();

/** Show a conversation, at its end or where a permalink points. */
export async function open(id, seq = null) {
  const { open: before, timelines } = getState();
  const held = timelines[id];
  const isHeld = held && (seq ? held.messages.some((message) => message.seq === seq) : !held.hasNewer);
  if (before.id === id && before.seq === seq && isHeld) return;
  // Within one conversation the place changes together with what is shown there.
  if (before.id !== id || isHeld) update((state) => ({ ...state, open: { id, seq } }));
  if (id) localStorage.setItem(LAST_OPENED, id);
  setLooking(seq === null);
  if (!id || !isOnline()) return;
  if (!isHeld) await load(id, seq);
  markOpen();
}

/** Where `/` leads: the conversation that was open last, else the newest, else none. */
export function lastOpened() {
  const { conversations } = getState();
  const last = localStorage.getItem(LAST_OPENED);
  if (conversations[last]) return last;
  return ordered(conversations)[0]?.id ?? null;
}

/** Load the end of a conversation, or the part around `seq`. */
export async function load(id, seq = null) {
  try {
    const around = seq ? { around: seq } : {};
    const answer = await request("history", { conversation_id: id, limit: PAGE, ...around });
    const timeline = fromHistory(answer.items, answer.last_seq, answer.last_rev);
    update((state) => ({
      ...state,
      timelines: { ...state.timelines, [id]: timeline },
      open: state.open.id === id ? { id, seq } : state.open,
    }));
    markOpen();
  } catch (error) {
    if (["not_found", "not_allowed"].includes(error.code)) leave();
  }
}

/** Load the page before or after what is held of the open conversation; `where` is `older` or `newer`. */
export async function loadMore(where) {
  const { open: { id }, timelines } = getState();
  const timeline = timelines[id];
  const wanted = where === "older" ? timeline?.hasOlder : timeline?.hasNewer;
  if (!wanted || loading.has(where)) return;
  loading.add(where);
  try {
    const edge = where === "older" ? { before: timeline.messages[0].seq } : { after: timeline.messages.at(-1).seq };
    const answer = await request("history", { conversation_id: id, limit: PAGE, ...edge });
    update((state) => {
      const held = state.timelines[id];
      if (!held) return state;
      return { ...state, timelines: { ...state.timelines, [id]: withPage(held, answer.items, answer.last_seq) } };
    });
  } catch {
    // The next scroll asks again.
  } finally {
    loading.delete(where);
  }
}

/** Let go of what is far above the end of the open conversation, while that end is in sight. */
export function trim() {
  update((state) => {
    const { id } = state.open;
    const timeline = state.timelines[id];
    const kept = timeline && evicted(timeline);
    return kept === timeline ? state : { ...state, timelines: { ...state.timelines, [id]: kept } };
  });
}

/** Leave a permalink for the end of the conversation. */
export function toNewest() {
  go(`/c/${getState().open.id}`);
}

/** The open conversation is gone: go on to another. */
export function leave() {
  localStorage.removeItem(LAST_OPENED);
  go("/");
}
