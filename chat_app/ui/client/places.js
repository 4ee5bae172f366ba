/** Going to places in the open conversation: to a message, to a time, to the end. */
import { request } from "./connection.js";
import { request as httpRequest } from "./http.js";
import { withLineSeen } from "./newLine.js";
import { getState, update } from "./store.js";
import { AROUND, reachesEnd, shows } from "./timeline.js";
import { toast } from "./toasts.js";
import { load, withWindow } from "./windows.js";

let openThread = () => {};
let seekEnd = () => {};

/** Who opens a thread, `open({conversation_id, root_id, seq})`, when one goes to the reply `seq` in it. */
export function setThreadOpener(open) {
  openThread = open;
}

/** Who brings the end of the timeline into sight. */
export function setEndSeeker(seek) {
  seekEnd = seek;
}

/** Go to the first message of a time (RFC 3339) or later in the open conversation. */
export async function goToTime(at) {
  const { id } = getState().open;
  try {
    const answer = await request("history", { conversation_id: id, limit: AROUND, at });
    if (getState().open.id !== id) return;
    const drawn = answer.items.filter(({ thread_root }) => !thread_root);
    const seq = (drawn.find(({ created_at }) => created_at >= at) ?? drawn.at(-1))?.seq;
    if (seq === undefined) return;
    update((state) => withTarget(shows(state.timelines[id], seq) ? state : withWindow(state, id, answer), seq));
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

/** Go to the end of the open conversation: what is above it counts as seen. */
export async function toNewest() {
  const { id } = getState().open;
  update((state) => withLineSeen(withoutTarget(state)));
  forgetAddressedPlace(id);
  if (!reachesEnd(getState().timelines[id])) await load(id);
  seekEnd();
}

/** Have the message at `seq` at hand, or the one that its thread is on. */
export async function reach(id, seq) {
  if (!shows(getState().timelines[id], seq) && !reply(id, seq)) await load(id, { around: seq, limit: AROUND });
  const found = reply(id, seq);
  if (found) await reachThread(found);
  else if (getState().timelines[id] && !shows(getState().timelines[id], seq)) update(withoutTarget);
}

/** The state on its way to a message of the open conversation; `goes` tells one going from the other. */
export function withTarget(state, seq) {
  return { ...state, open: { ...state.open, seq, goes: state.open.goes + 1 } };
}

/** The state once one has been there. */
export function withoutTarget(state) {
  return state.open.seq === null ? state : { ...state, open: { ...state.open, seq: null } };
}

function reply(id, seq) {
  return getState().timelines[id]?.messages.find((message) => message.seq === seq && message.thread_root);
}

async function reachThread({ conversation_id: id, seq, thread_root: root_id }) {
  try {
    const held = getState().timelines[id].messages.find((message) => message.id === root_id);
    const root = held ?? (await httpRequest("GET", `/messages/${root_id}`));
    if (getState().open.id !== id) return;
    if (!shows(getState().timelines[id], root.seq)) await load(id, { around: root.seq, limit: AROUND });
    update((state) => withTarget(state, root.seq));
    openThread({ conversation_id: id, root_id, seq });
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

/** The address names a place that one leaves. It is changed in silence: nothing is to be drawn anew for it. */
function forgetAddressedPlace(id) {
  if (location.pathname.startsWith(`/c/${id}/m/`)) history.replaceState(history.state, "", `/c/${id}`);
}
