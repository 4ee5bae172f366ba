/** Getting in step with the server, after every connect. */
import { close, isConnected, request } from "./connection.js";
import { applySync, known } from "./events.js";
import { markDelivered, markOpen } from "./marks.js";
import { load } from "./opening.js";
import { flush } from "./sending.js";
import { getState, update } from "./store.js";

export async function sync() {
  let answer;
  try {
    answer = await request("sync", { known: known(getState()) });
  } catch (error) {
    if (isSignedOut(error)) signedOut();
    else setTimeout(() => isConnected() && sync(), 1000 + 2000 * Math.random());
    return;
  }
  update((state) => ({ ...applySync(state, answer), connection: "online", trouble: null }));
  for (const conversation of answer.conversations) {
    markDelivered(conversation.id, conversation.last_seq);
  }
  const { id, seq } = getState().open;
  if (id && !getState().timelines[id]) await load(id, seq);
  else markOpen();
  flush();
}

export function isSignedOut({ code }) {
  return code === "not_signed_in" || code === "session_ended";
}

export function signedOut() {
  close();
  location.assign("/login");
}
