/** The thread that is open in the panel: loaded, followed, and answered. */
import { useEffect, useLayoutEffect, useSyncExternalStore } from "react";
import { request } from "./connection.js";
import { threadOf, threadWithin, withEarlier, withExtract } from "./extracts.js";
import { showThread } from "./panel.js";
import { setThreadOpener } from "./places.js";
import { slice } from "./slice.js";
import { getState, isOnline, subscribe, update } from "./store.js";
import { threadView } from "./threadView.js";
import { withSeen } from "./threadsSeen.js";

const PAGE = 100;
const NEAR_END = 80;
const SCROLLER = "thread";

const [readLoading, writeLoading, useLoading] = slice({ failure: "", failed: "", is_growing: false });

let isAtEnd = true;
let gone = 0;

setThreadOpener(({ root_id, seq }) => showThread(root_id, seq));

/** What the panel shows of the thread. */
export function useThread() {
  const { failure, failed, is_growing } = useLoading();
  const view = useSyncExternalStore(subscribe, () => threadView(getState(), new Date()), () => threadView.nothing);
  return { ...view, failure: failed === view.id ? failure : "", is_growing };
}

/**
 * For the element that scrolls: has the thread loaded, stays at its end as replies come, and goes to the one that was
 * asked for. Tells whether it is there.
 */
export function useThreadScroll() {
  const { id, seq, goes, last, is_loaded, is_online } = useSyncExternalStore(subscribe, readPlace, () => NOWHERE);
  useEffect(() => {
    if (id && !is_loaded) loadThread(id);
  }, [id, is_loaded, is_online]);
  useEffect(() => {
    if (id && is_loaded) reach(id, seq);
  }, [id, is_loaded, goes]);
  useLayoutEffect(() => {
    const scroller = document.getElementById(SCROLLER);
    if (!scroller || !is_loaded) return;
    if (gone !== goes) {
      isAtEnd = seq === 0;
      const wanted = seq ? scroller.querySelector(`[data-seq="${seq}"]`) : null;
      wanted?.scrollIntoView({ block: "center" });
      if (wanted || seq === 0) gone = goes;
    }
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
  });
  useEffect(() => {
    if (is_loaded) see();
    window.addEventListener("focus", see);
    document.addEventListener("visibilitychange", see);
    return () => {
      window.removeEventListener("focus", see);
      document.removeEventListener("visibilitychange", see);
    };
  }, [is_loaded, last]);
  return is_loaded;
}

export function threadScrolled({ currentTarget: scroller }) {
  isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  if (isAtEnd) see();
}

/** What is sent is at the end, and one wants to see it there. */
export function threadToEnd() {
  isAtEnd = true;
  const scroller = document.getElementById(SCROLLER);
  if (scroller) scroller.scrollTop = scroller.scrollHeight;
}

export function loadThreadAgain() {
  const { of } = getState().panel;
  writeLoading({ failed: "", failure: "" });
  loadThread(of);
}

/** The page of replies before those that are held. Nothing moves under whoever reads. */
export async function earlierReplies() {
  const { of } = getState().panel;
  const scroller = document.getElementById(SCROLLER);
  const height = scroller?.scrollHeight;
  await grow(of);
  requestAnimationFrame(() => {
    if (scroller?.isConnected) scroller.scrollTop += scroller.scrollHeight - height;
  });
}

async function loadThread(rootId) {
  const { timelines, open } = getState();
  const within = threadWithin(timelines[open.id], rootId);
  if (within) return update((state) => withExtract(state, rootId, within));
  if (!isOnline()) return;
  try {
    const answer = await request("replies", { message_id: rootId, limit: PAGE });
    update((state) => withExtract(state, rootId, threadOf(answer)));
    writeLoading({ failed: "", failure: "" });
  } catch ({ message }) {
    writeLoading({ failed: rootId, failure: message });
  }
}

/** Have the reply at `seq` at hand, however far back it stands. */
async function reach(rootId, seq) {
  while (seq && getState().panel.of === rootId) {
    const thread = getState().extracts[rootId];
    if (!thread?.hasOlder || thread.messages[0].seq <= seq || !(await grow(rootId))) return;
  }
}

/** Tells whether there is more now. */
async function grow(rootId) {
  const thread = getState().extracts[rootId];
  if (!thread?.hasOlder || readLoading().is_growing) return false;
  writeLoading({ is_growing: true });
  try {
    const answer = await request("replies", { message_id: rootId, before: thread.messages[0].seq, limit: PAGE });
    update((state) => (state.extracts[rootId] ? withExtract(state, rootId, withEarlier(state.extracts[rootId], answer)) : state));
    return true;
  } catch {
    return false;
  } finally {
    writeLoading({ is_growing: false });
  }
}

/** The thread has been seen up to its last reply, if somebody is looking at its end. */
function see() {
  const { panel, extracts } = getState();
  const last = extracts[panel.of]?.messages.at(-1);
  if (panel.kind !== "thread" || !last || !isAtEnd || document.visibilityState !== "visible" || !document.hasFocus()) return;
  update((state) => withSeen(state, panel.of, last.seq));
}

const NOWHERE = { id: "", seq: 0, goes: 0, last: 0, is_loaded: false };

let place = NOWHERE;

function readPlace() {
  const { panel, extracts, connection } = getState();
  const thread = panel.kind === "thread" ? extracts[panel.of] : null;
  const now = {
    id: panel.kind === "thread" ? panel.of : "",
    seq: panel.seq,
    goes: panel.goes,
    last: thread?.messages.at(-1)?.seq ?? 0,
    is_loaded: Boolean(thread),
    // A thread that could not be asked for is, once there is somebody to ask.
    is_online: connection === "online",
  };
  if (Object.keys(now).some((name) => now[name] !== place[name])) place = now;
  return place;
}
