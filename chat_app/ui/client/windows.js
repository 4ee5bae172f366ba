/** Loading what is to be held of conversations, and letting go of what is too much. */
import { request } from "./connection.js";
import { getState, update } from "./store.js";
import { cut, fromHistory, isDrawn, MOST, PAGE, withPage } from "./timeline.js";

const LARGEST_PAGE = 200;

const loading = new Map();
const growing = new Set();

let middle = null;

/** The place `{id, seq}` that is read: what lies far from it may go. Told by the timeline as it scrolls. */
export function setMiddle(place) {
  middle = place;
}

/** Load the end of a conversation, or the part of it that `where` says. Of several at once the last one counts. */
export async function load(id, where = {}) {
  const wanted = JSON.stringify(where);
  if (loading.get(id)?.wanted !== wanted) loading.set(id, { wanted, answer: history(id, where) });
  const mine = loading.get(id);
  try {
    const answer = await mine.answer;
    if (loading.get(id) === mine) update((state) => withWindow(state, id, answer));
  } catch ({ code, message }) {
    const isGone = code === "not_found" || code === "not_allowed";
    update((state) => ({ ...state, failures: { ...state.failures, [id]: isGone ? "" : message } }));
  } finally {
    if (loading.get(id) === mine) loading.delete(id);
  }
}

/** Load the page before or after what is held of the open conversation; `where` is `older` or `newer`. */
export async function loadMore(where) {
  const { id } = getState().open;
  const key = `${id} ${where}`;
  if (growing.has(key)) return;
  growing.add(key);
  try {
    let limit = PAGE;
    for (let drawn = 0; drawn < PAGE / 2; limit = LARGEST_PAGE) {
      const edge = edgeOf(getState().timelines[id], where);
      if (!edge) break;
      const answer = await history(id, { ...edge, limit });
      update((state) => withPageAt(state, id, where, edge, answer));
      // Of a long thread there may be nothing to see in a page.
      drawn += answer.items.filter(isDrawn).length;
    }
  } catch {
    // The next scroll asks again.
  } finally {
    growing.delete(key);
  }
}

/** The state with a page of the history in place of what was held of the conversation. */
export function withWindow(state, id, answer) {
  const timeline = fromHistory(answer.items, answer.last_seq, answer.last_rev);
  return { ...state, timelines: { ...state.timelines, [id]: timeline }, failures: without(state.failures, id) };
}

/** The state with no more of any conversation than can be drawn: what is read, or else the end, stays. */
export function inBounds(state) {
  let timelines = state.timelines;
  for (const [id, timeline] of Object.entries(state.timelines)) {
    if (timeline.messages.length <= MOST) continue;
    const isRead = middle?.id === id && id === state.open.id;
    const less = cut(timeline, isRead ? middle.seq : Infinity);
    if (less !== timeline) timelines = { ...timelines, [id]: less };
  }
  return timelines === state.timelines ? state : { ...state, timelines };
}

export function without(byId, id) {
  const { [id]: _, ...others } = byId;
  return others;
}

/** A window that has been cut or replaced meanwhile is another one: a page would leave a hole in it. */
function withPageAt(state, id, where, edge, answer) {
  const timeline = state.timelines[id];
  const now = edgeOf(timeline, where);
  if (!now || Object.keys(edge).some((name) => now[name] !== edge[name])) return state;
  return inBounds({ ...state, timelines: { ...state.timelines, [id]: withPage(timeline, answer) } });
}

function edgeOf(timeline, where) {
  if (where === "older") return timeline?.hasOlder ? { before: timeline.messages[0].seq } : null;
  return timeline?.hasNewer ? { after: timeline.messages.at(-1).seq } : null;
}

function history(id, where) {
  return request("history", { conversation_id: id, limit: PAGE, ...where });
}
