/**
 * Drafts on all devices: what is begun here goes to the server once the typing pauses, and what was begun elsewhere
 * shows here where nothing else has been. This device's own drafts come first, and nobody's typing is written over.
 */
import { adopted } from "./adopting.js";
import { isBeingTyped, showDraft } from "./composer.js";
import { isPending, keepNow } from "./drafts.js";
import { request } from "./http.js";
import { room } from "./room.js";
import { getState, isOnline, subscribe, update } from "./store.js";
import { hearTabs, tellTabs } from "./tabs.js";

const SENT_AFTER = 1000;
const ECHOES_WITHIN = 10_000;

const timers = new Map();
const sending = new Set();
/** By conversation, what this browser has sent lately: it comes back as news, which it is not. */
const sent = new Map();

let seen = getState();

/** Called once, when the client starts. */
export function startDraftSync() {
  seen = getState();
  subscribe(follow);
  hearTabs(({ draftSent }) => draftSent && remember(draftSent));
  window.addEventListener("pagehide", leave);
}

function follow() {
  const before = seen;
  const state = getState();
  seen = state;
  if (!state.isRestored) return;
  if (state.conversations !== before.conversations) takeOthers(before, state);
  const { drafts } = getState();
  const isBack = state.connection === "online" && before.connection !== "online";
  for (const id of Object.keys(drafts)) {
    if (drafts[id] !== before.drafts[id]) changed(id, drafts[id]);
    else if (isBack) sendSoon(id);
  }
}

function takeOthers(before, state) {
  const taken = {};
  for (const [id, { my }] of Object.entries(state.conversations)) {
    const known = before.conversations[id]?.my.draft ?? "";
    const now = my.draft ?? "";
    if (now === known || isHandled(id) || sent.get(id)?.has(now)) continue;
    const here = state.drafts[id] ?? "";
    const next = adopted(here, known, now);
    if (next !== here) taken[id] = next;
  }
  if (Object.keys(taken).length > 0) update((current) => ({ ...current, drafts: { ...current.drafts, ...taken } }));
}

function changed(id, draft) {
  if (getState().open.id === id && !isHandled(id)) showDraft(draft);
  sendSoon(id);
}

/** What was sent, or is left for another conversation, need not wait for a pause. */
function sendSoon(id) {
  const { drafts, open } = getState();
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(send, drafts[id] === "" || open.id !== id ? 0 : SENT_AFTER, id));
}

/** One at a time for each conversation, so that the last is the last for the server too. */
async function send(id, options) {
  timers.delete(id);
  const draft = getState().drafts[id] ?? "";
  const conversation = getState().conversations[id];
  if (!isOnline() || !conversation || sending.has(id) || (conversation.my.draft ?? "") === draft) return;
  if (room(draft) < 0) return; // no draft of a message, and kept here
  sending.add(id);
  const news = { id, draft };
  remember(news);
  tellTabs({ draftSent: news });
  try {
    await request("PATCH", `/conversations/${id}/my`, { draft }, options);
    update((state) => withDraft(state, id, draft));
  } catch {
    return; // it is kept here, and goes with the next change or connection
  } finally {
    sending.delete(id);
  }
  if ((getState().drafts[id] ?? "") !== draft) sendSoon(id);
}

/** The page goes: what waits for a pause goes with it. */
function leave() {
  keepNow();
  follow();
  for (const id of [...timers.keys()]) {
    clearTimeout(timers.get(id));
    send(id, { keepalive: true });
  }
}

function withDraft(state, id, draft) {
  const conversation = state.conversations[id];
  if (!conversation || conversation.my.draft === draft) return state;
  return { ...state, conversations: { ...state.conversations, [id]: { ...conversation, my: { ...conversation.my, draft } } } };
}

function remember({ id, draft }) {
  const ofConversation = sent.get(id) ?? new Set();
  sent.set(id, ofConversation.add(draft));
  setTimeout(() => ofConversation.delete(draft), ECHOES_WITHIN);
}

/** Is somebody at it here right now? */
function isHandled(id) {
  return isPending(id) || (getState().open.id === id && isBeingTyped());
}
