/** Opening conversations, and loading what of them is not held. */
import { restoreTimeline } from "./cache.js";
import { request } from "./connection.js";
import { ordered } from "./conversations.js";
import * as disk from "./disk.js";
import { markOpen, setLooking } from "./marks.js";
import { go } from "./navigation.js";
import { getState, isOnline, update } from "./store.js";
import { evicted, fromHistory, holds, PAGE, withPage } from "./timeline.js";

const HELD = 25;

const loading = new Set();
const openings = [];

/** Show a conversation, at its end or where a permalink points: as it is held or kept here, else as it is loaded. */
export async function open(id, seq = null) {
  const before = getState().open;
  // Within one conversation the place changes together with what is shown there.
  if (before.id !== id || holds(getState().timelines[id], seq)) update((state) => ({ ...state, open: { id, seq } }));
  if (!id) return;
  if (before.id !== id) opened(id);
  setLooking(seq === null);
  if (!getState().timelines[id]) await restoreTimeline(id);
  const isElsewhere = getState().open.id !== id;
  if (isElsewhere || !isOnline()) return;
  if (holds(getState().timelines[id], seq)) markOpen();
  else await load(id, seq);
}

/** Where `/` leads: the conversation that was open last, else the newest, else none. */
export function lastOpened() {
  const { conversations } = getState();
  const last = disk.lastOpened();
  if (conversations[last]) return last;
  return ordered(conversations)[0]?.id ?? null;
}

/** Load the end of a conversation, or the part around `seq`. */
export async function load(id, seq = null) {
  if (loading.has(id)) return;
  loading.add(id);
  try {
    const around = seq ? { around: seq } : {};
    const answer = await request("history", { conversation_id: id, limit: PAGE, ...around });
    const timeline = fromHistory(answer.items, answer.last_seq, answer.last_rev);
    update((state) => ({
      ...state,
      timelines: { ...state.timelines, [id]: timeline },
      failures: without(state.failures, id),
      open: state.open.id === id ? { id, seq } : state.open,
    }));
    markOpen();
  } catch ({ code, message }) {
    const isGone = code === "not_found" || code === "not_allowed";
    update((state) => ({ ...state, failures: { ...state.failures, [id]: isGone ? "" : message } }));
  } finally {
    loading.delete(id);
  }
}

/** Try again to load the open conversation. */
export function loadAgain() {
  const { id, seq } = getState().open;
  update((state) => ({ ...state, failures: without(state.failures, id) }));
  open(id, seq);
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
  disk.setLastOpened(null);
  go("/");
}

/** Of the conversations that were opened only the latest stay in memory. */
function opened(id) {
  disk.setLastOpened(id);
  const at = openings.indexOf(id);
  if (at >= 0) openings.splice(at, 1);
  openings.push(id);
  if (openings.length <= HELD) return;
  const oldest = openings.shift();
  update((state) => ({ ...state, timelines: without(state.timelines, oldest) }));
}

function without(byId, id) {
  const { [id]: _, ...others } = byId;
  return others;
}
