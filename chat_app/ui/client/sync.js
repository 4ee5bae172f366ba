/** Getting in step with the server, after every connect. */
import { belongTo, forget, restored } from "./cache.js";
import { close, isConnected, reconnect, request } from "./connection.js";
import { applySync, known } from "./events.js";
import { tellPresenceAnew } from "./idle.js";
import { markDelivered } from "./marks.js";
import { withLineAfter } from "./newLine.js";
import { reopen } from "./opening.js";
import { flush } from "./sending.js";
import { initialState } from "./state.js";
import { getState, update } from "./store.js";
import { inBounds } from "./windows.js";

const PROBE_TIMEOUT = 2500;
const DISK_PATIENCE = 1500;
/** Where everybody comes back at once, a sync waits for those of others; asking again would go to the end. */
const SYNC_TIMEOUT = 20_000;

let isLeaving = false;

export async function sync() {
  let answer;
  try {
    // What is kept here tells what to ask for; a disk that hangs must not keep anybody from talking.
    await Promise.race([restored, new Promise((resolve) => setTimeout(resolve, DISK_PATIENCE))]);
    answer = await request("sync", { known: known(getState()) }, SYNC_TIMEOUT);
  } catch (error) {
    if (isSignedOut(error)) signedOut();
    else setTimeout(() => isConnected() && sync(), 1000 + 2000 * Math.random());
    return;
  }
  const { me } = getState();
  belongTo(answer.me.id);
  if (me && me.id !== answer.me.id) {
    // Somebody else has signed in on this device since.
    update((state) => ({ ...initialState, isRestored: true, language: state.language, open: state.open }));
    await sync();
    return;
  }
  update((state) => withLineAfter({ ...inBounds(applySync(state, answer)), connection: "online", trouble: null }, state));
  for (const conversation of answer.conversations) {
    markDelivered(conversation.id, conversation.last_seq);
  }
  tellPresenceAnew();
  reopen();
  flush();
}

/** Is the connection still one? Asks the server something small, and begins anew where nothing comes back. */
export async function probe() {
  const { id } = getState().open;
  const conversation = getState().conversations[id];
  try {
    if (conversation) await request("changes", { conversation_id: id, since_rev: conversation.last_rev }, PROBE_TIMEOUT);
    else await request("sync", { known: {} }, PROBE_TIMEOUT);
  } catch (error) {
    if (error.code === "timeout") reconnect();
  }
}

export function isSignedOut({ code }) {
  return code === "not_signed_in" || code === "session_ended";
}

/** One is signing out here: what the server says meanwhile of the session that ends is no news. */
export function expectSignOut(isExpected) {
  isLeaving = isExpected;
}

/** The session was ended elsewhere. What was not sent yet waits for its author to sign in again. */
export async function signedOut() {
  if (isLeaving) return;
  close();
  await forget({ unsent: false });
  location.assign("/login");
}
