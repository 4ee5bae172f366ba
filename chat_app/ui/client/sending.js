/** Messages on their way: shown at once, and sent again until it is known what became of them. */
import { request } from "./connection.js";
import { applyAck } from "./events.js";
import { newId } from "./ids.js";
import { toNewest } from "./opening.js";
import * as outbox from "./outbox.js";
import { getState, isOnline, update } from "./store.js";

const AGAIN_AFTER = [1000, 2000, 5000, 10_000, 30_000];

const attempts = new Map();
const inFlight = new Set();

/** Send a message to the open conversation. It is shown at once. */
export function send(body) {
  const { id } = getState().open;
  const entry = { client_id: newId(), conversation_id: id, body, created_at: new Date().toISOString() };
  update((state) => ({ ...state, outbox: outbox.withEntry(state.outbox, entry) }));
  if (getState().timelines[id]?.hasNewer || getState().open.seq) toNewest();
  flush();
}

export function retry(clientId) {
  attempts.delete(clientId);
  update((state) => ({ ...state, outbox: outbox.revived(state.outbox, clientId) }));
  flush();
}

export function discard(clientId) {
  update((state) => ({ ...state, outbox: outbox.without(state.outbox, clientId) }));
}

/** Send whatever waits, in the order of writing. */
export function flush() {
  if (!isOnline()) return;
  for (const entry of outbox.pending(getState().outbox)) deliver(entry);
}

async function deliver({ client_id, conversation_id, body }) {
  if (inFlight.has(client_id)) return;
  inFlight.add(client_id);
  try {
    const answer = await request("send", { client_id, conversation_id, body });
    update((state) => applyAck(state, answer.message));
    attempts.delete(client_id);
  } catch (error) {
    if (outbox.isPassing(error)) sendAgain(client_id, error);
    else update((state) => ({ ...state, outbox: outbox.failed(state.outbox, client_id, error.message) }));
  } finally {
    inFlight.delete(client_id);
  }
}

function sendAgain(clientId, error) {
  const attempt = attempts.get(clientId) ?? 0;
  attempts.set(clientId, attempt + 1);
  const wait = Math.max(AGAIN_AFTER[Math.min(attempt, AGAIN_AFTER.length - 1)], (error.retry_after ?? 0) * 1000);
  setTimeout(flush, wait * (0.7 + 0.6 * Math.random()));
}
