/** Opening conversations. */
import { restoreTimeline } from "./cache.js";
import { ordered } from "./conversations.js";
import * as disk from "./disk.js";
import { screenful } from "./glance.js";
import { beginLooking } from "./marks.js";
import { go } from "./navigation.js";
import { withLineAtEntering } from "./newLine.js";
import { reach, withTarget } from "./places.js";
import { getState, isOnline, update } from "./store.js";
import { AROUND, reachesEnd } from "./timeline.js";
import { countable } from "./unread.js";
import { load, without } from "./windows.js";

const HELD = 25;

const openings = [];

/**
 * Show a conversation: where a permalink points, else where what is new begins, else at its end; as it is held or kept
 * here, else as it is loaded. Of the one that is open already nothing moves.
 */
export async function open(id, seq = null) {
  const isEntering = getState().open.id !== id;
  if (isEntering) enter(id);
  if (!id) return;
  if (seq !== null) update((state) => withTarget(state, seq));
  if (!getState().timelines[id]) await restoreTimeline(id);
  if (getState().open.id === id && isOnline()) await ensure(id, isEntering);
}

/**
 * Go to a message of any conversation by its `seq`: in its place if it is held, else with what is around it. A reply is
 * shown in its thread.
 */
export function goToMessage(conversationId, seq) {
  const opening = open(conversationId, seq);
  if (!location.pathname.startsWith(`/c/${conversationId}`)) go(`/c/${conversationId}`);
  return opening;
}

/** Open a conversation in the same frame, before the router has come to its address. */
export function goTo(id) {
  open(id);
  go(`/c/${id}`);
}

/** In step with the server again: load what of the open conversation has to be there and is not. */
export function reopen() {
  const { id } = getState().open;
  if (id && isOnline()) ensure(id, false);
}

/** Where `/` leads: the conversation that was open last, else the newest, else none. */
export function lastOpened() {
  const { conversations } = getState();
  const last = disk.lastOpened();
  if (conversations[last]) return last;
  return ordered(conversations)[0]?.id ?? null;
}

/** Try again to load the open conversation. */
export function loadAgain() {
  const { id } = getState().open;
  update((state) => ({ ...state, failures: without(state.failures, id) }));
  ensure(id, true);
}

/** The open conversation is gone: go on to another. */
export function leave() {
  disk.setLastOpened(null);
  go("/");
}

function enter(id) {
  if (id) opened(id);
  beginLooking();
  update((state) => withLineAtEntering({ ...state, open: { id, seq: null, goes: state.open.goes, glance: screenful() } }));
}

/** Have what is to be shown; what is held is enough where one only stays. */
async function ensure(id, isEntering) {
  const { open: { seq }, timelines, conversations } = getState();
  if (seq !== null) {
    await reach(id, seq);
    return;
  }
  const timeline = timelines[id];
  if (timeline && !isEntering) return;
  const my = conversations[id]?.my;
  if (my?.unread > 0 && !countable(timeline, my.read_seq, 0)) {
    // Its end, which may be held, is not what one comes for.
    update((state) => ({ ...state, timelines: without(state.timelines, id) }));
    await load(id, { around: my.read_seq + 1, limit: AROUND });
  } else if (!reachesEnd(timeline)) {
    await load(id);
  }
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
