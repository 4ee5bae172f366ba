/** What happens: the store is kept equal to the server, and what is written here gets there. */
import * as connection from "./connection.js";
import { ordered } from "./conversations.js";
import { applyAck, applyChanges, applyEvents, applyRead, applySync, behind, known, withoutExpired } from "./events.js";
import { request as httpRequest } from "./http.js";
import { newId } from "./ids.js";
import { go } from "./navigation.js";
import * as outbox from "./outbox.js";
import { getState, update } from "./store.js";
import { evicted, fromHistory, PAGE, withPage } from "./timeline.js";

const REPAIR_AFTER = 150;
const MARK_AFTER = 200;
const TYPING_EVERY = 3000;
const SEND_AGAIN_AFTER = [1000, 2000, 5000, 10_000, 30_000];
const LAST_OPENED = "parley:last-opened";

let started = false;
let synced = false;
let looking = true;
const repairs = new Map();
const marks = new Map();
const attempts = new Map();
const inFlight = new Set();

/** Connect. Called by whatever page shows conversations; more than once does nothing. */
export function start() {
  if (started) return;
  started = true;
  connection.connect({ onConnect: sync, onEvents, onDisconnect, onRefused, onFailure });
  window.addEventListener("focus", markOpen);
  document.addEventListener("visibilitychange", markOpen);
  window.addEventListener("online", () => update((state) => ({ ...state, trouble: null })));
}

async function sync() {
  let answer;
  try {
    answer = await connection.request("sync", { known: known(getState()) });
  } catch (error) {
    if (isSignedOut(error)) signedOut();
    else setTimeout(() => connection.isConnected() && sync(), 1000 + 2000 * Math.random());
    return;
  }
  synced = true;
  update((state) => ({ ...applySync(state, answer), connection: "online", trouble: null }));
  for (const conversation of answer.conversations) {
    markDelivered(conversation.id, conversation.last_seq);
  }
  const { id, seq } = getState().open;
  if (id && !getState().timelines[id]) await load(id, seq);
  else markOpen();
  flush();
}

function onEvents(events) {
  const before = getState();
  update((state) => applyEvents(state, events, Date.now()));
  const state = getState();
  for (const event of events) {
    if (event.type === "session_ended") return signedOut();
    if (event.type === "conversation_removed" && event.conversation_id === state.open.id) forget();
    if (event.type === "typing" && event.on) setTimeout(endTyping, 5100);
    if (event.type === "message") received(before, event);
  }
}

function received(before, { conversation_id: id, message }) {
  const state = getState();
  if (behind(state, id) !== null) repairSoon(id);
  if (state.conversations[id]?.doubtful) count(id);
  const isNew = message.seq > (before.conversations[id]?.last_seq ?? 0);
  if (!isNew || message.author.id === state.me?.id) return;
  if (!(id === state.open.id && isLookedAt())) markDelivered(id, message.seq);
  markOpen();
}

function onDisconnect() {
  synced = false;
  update((state) => ({ ...state, connection: navigator.onLine ? "connecting" : "offline" }));
}

function onRefused(error) {
  if (isSignedOut(error)) signedOut();
}

function isSignedOut({ code }) {
  return code === "not_signed_in" || code === "session_ended";
}

async function onFailure(attempt) {
  if (attempt < 2) return;
  update((state) => ({ ...state, connection: "offline" }));
  if (attempt > 2) return;
  try {
    const instance = await httpRequest("GET", "/instance");
    if (instance.origin_allowed !== false) return;
    const trouble =
      `Parley expects to be opened at ${instance.public_url}. To use it here, set CHAT_PUBLIC_URL to ` +
      `${location.origin} and start it again.`;
    update((state) => ({ ...state, trouble }));
  } catch {
    // Not reachable at all: the banner says so already.
  }
}

function signedOut() {
  connection.close();
  location.assign("/login");
}

// --- What was missed ---------------------------------------------------------------------------------

function repairSoon(id) {
  if (repairs.has(id)) return;
  repairs.set(id, setTimeout(() => repair(id), REPAIR_AFTER));
}

async function repair(id) {
  try {
    const since = behind(getState(), id);
    if (since === null || !synced) return;
    const answer = await connection.request("changes", { conversation_id: id, since_rev: since });
    if (answer.reset) await reset(id);
    else update((state) => applyChanges(state, id, answer.items, answer.last_rev));
  } catch {
    // A lost connection is followed by a sync; anything else by another attempt at the next event.
  } finally {
    repairs.delete(id);
  }
}

/** Too much was missed: forget what is held of the conversation, and begin anew where the server is. */
async function reset(id) {
  update((state) => {
    const { [id]: _, ...timelines } = state.timelines;
    return { ...state, timelines };
  });
  await sync();
}

async function count(id) {
  const conversation = getState().conversations[id];
  update((state) => ({
    ...state,
    conversations: { ...state.conversations, [id]: { ...conversation, doubtful: false } },
  }));
  await mark(id, conversation.my.read_seq);
}

// --- Opening and reading -----------------------------------------------------------------------------

/** Show a conversation, at its end or where a permalink points. */
export async function open(id, seq = null) {
  const { open: before, timelines } = getState();
  const held = timelines[id];
  const isHeld = held && (seq ? held.messages.some((message) => message.seq === seq) : !held.hasNewer);
  if (before.id === id && before.seq === seq && isHeld) return;
  looking = seq === null;
  // Within one conversation the place changes together with what is shown there.
  if (before.id !== id || isHeld) update((state) => ({ ...state, open: { id, seq } }));
  if (id) localStorage.setItem(LAST_OPENED, id);
  if (!id || !synced) return;
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

async function load(id, seq = null) {
  try {
    const around = seq ? { around: seq } : {};
    const answer = await connection.request("history", { conversation_id: id, limit: PAGE, ...around });
    const timeline = fromHistory(answer.items, answer.last_seq, answer.last_rev);
    update((state) => ({
      ...state,
      timelines: { ...state.timelines, [id]: timeline },
      open: state.open.id === id ? { id, seq } : state.open,
    }));
    if (behind(getState(), id) !== null) repairSoon(id);
    markOpen();
  } catch (error) {
    if (["not_found", "not_allowed"].includes(error.code)) forget();
  }
}

/** Load the page before or after what is held of the open conversation; `where` is `older` or `newer`. */
export async function loadMore(where) {
  const { open: { id }, timelines } = getState();
  const timeline = timelines[id];
  const wanted = where === "older" ? timeline?.hasOlder : timeline?.hasNewer;
  if (!wanted || inFlight.has(where)) return;
  inFlight.add(where);
  try {
    const edge = where === "older" ? { before: timeline.messages[0].seq } : { after: timeline.messages.at(-1).seq };
    const answer = await connection.request("history", { conversation_id: id, limit: PAGE, ...edge });
    update((state) => {
      const held = state.timelines[id];
      if (!held) return state;
      return { ...state, timelines: { ...state.timelines, [id]: withPage(held, answer.items, answer.last_seq) } };
    });
  } catch {
    // The next scroll asks again.
  } finally {
    inFlight.delete(where);
  }
}

/** Leave a permalink for the end of the conversation. */
export function toNewest() {
  go(`/c/${getState().open.id}`);
}

/** Is the end of the open conversation in sight? Told by the timeline as it scrolls. */
export function setLooking(isAtEnd) {
  if (looking === isAtEnd) return;
  looking = isAtEnd;
  if (!isAtEnd) return;
  markOpen();
  const { id } = getState().open;
  update((state) => {
    const timeline = state.timelines[id];
    if (!timeline) return state;
    const kept = evicted(timeline);
    return kept === timeline ? state : { ...state, timelines: { ...state.timelines, [id]: kept } };
  });
}

function isLookedAt() {
  return looking && document.visibilityState === "visible" && document.hasFocus();
}

function markOpen() {
  const { open: { id }, conversations, timelines } = getState();
  const conversation = conversations[id];
  const timeline = timelines[id];
  if (!conversation || !timeline || timeline.hasNewer || !isLookedAt()) return;
  const read = conversation.last_seq;
  if (conversation.my.read_seq >= read) return;
  // Shown at once, so that what is read as it arrives never counts as unread.
  update((state) => applyRead(state, id, read));
  markSoon(id, { read });
}

function markDelivered(id, seq) {
  const { me, receipts } = getState();
  const delivered = receipts[id]?.[me?.id]?.[1] ?? 0;
  if (seq > delivered) markSoon(id, { delivered: seq });
}

function markSoon(id, what) {
  const waiting = marks.get(id);
  marks.set(id, { ...waiting, ...what });
  if (!waiting) setTimeout(() => flushMarks(id), MARK_AFTER);
}

async function flushMarks(id) {
  const { read = 0, delivered = 0 } = marks.get(id) ?? {};
  marks.delete(id);
  if (!synced) return;
  if (delivered > read) connection.request("delivered", { conversation_id: id, seq: delivered }).catch(() => {});
  if (read) await mark(id, read);
}

async function mark(id, seq) {
  try {
    const answer = await connection.request("read", { conversation_id: id, seq });
    update((state) => applyRead(state, id, answer.read_seq, answer.unread));
  } catch {
    // The next look at the conversation, or the next sync, makes up for it.
  }
}

function forget() {
  localStorage.removeItem(LAST_OPENED);
  go("/");
}

// --- Writing -----------------------------------------------------------------------------------------

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

function flush() {
  if (!synced) return;
  for (const entry of outbox.pending(getState().outbox)) deliver(entry);
}

async function deliver({ client_id, conversation_id, body }) {
  if (inFlight.has(client_id)) return;
  inFlight.add(client_id);
  try {
    const answer = await connection.request("send", { client_id, conversation_id, body });
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
  const wait = Math.max(SEND_AGAIN_AFTER[Math.min(attempt, SEND_AGAIN_AFTER.length - 1)], (error.retry_after ?? 0) * 1000);
  setTimeout(flush, wait * (0.7 + 0.6 * Math.random()));
}

// --- Typing ------------------------------------------------------------------------------------------

let typingTold = 0;

/** Tell the others that something is being written here, or no longer. */
export function typing(on) {
  const now = Date.now();
  if (on && now - typingTold < TYPING_EVERY) return;
  if (!on && typingTold === 0) return;
  typingTold = on ? now : 0;
  connection.tell("typing", { conversation_id: getState().open.id, on });
}

function endTyping() {
  update((state) => withoutExpired(state, Date.now()));
}
