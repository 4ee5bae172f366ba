/**
 * What this device keeps: read before the network answers, written as it changes, and shared between tabs.
 *
 * Of a conversation the newest messages are kept; `sync` and `changes` bring them up to date by their `rev`.
 */
import * as disk from "./disk.js";
import { keepNow } from "./drafts.js";
import { merged, without } from "./outbox.js";
import { initialState } from "./state.js";
import { getState, subscribe, update } from "./store.js";
import { hearTabs, tellTabs } from "./tabs.js";

const KEPT = 100;
const SAVE_AFTER = 300;
/** Further behind, `changes` has no answer (contract, `sync`), and what was kept is of no use. */
const FOLLOWABLE = 500;

const WARM = 10;

const warm = new Map();

let saved = initialState;
let timer = null;
let stopped = false;

/** Resolves once what was kept is in the state; begins as soon as this module is loaded. */
export const restored =
  typeof indexedDB === "undefined"
    ? Promise.resolve()
    : restore().finally(() => update((state) => ({ ...state, isRestored: true })));

/** Keep what changes from now on. Called once. */
export function keep() {
  subscribe(keepOutbox);
  subscribe(() => {
    timer ??= setTimeout(save, SAVE_AFTER);
  });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", save);
  hearTabs(hear);
  disk.prune();
}

/** The state belongs to this user: what another has kept is not for them. */
export function belongTo(userId) {
  disk.use(userId);
}

/** Show a conversation as it was kept, if it is not held already. Tells whether it is held now. */
export async function restoreTimeline(id) {
  if (getState().timelines[id]) return true;
  const kept = warm.get(id) ?? (await disk.readTimeline(id));
  warm.delete(id);
  const { timelines, conversations } = getState();
  if (timelines[id]) return true;
  if (!kept || !(conversations[id]?.last_rev - kept.timeline.rev <= FOLLOWABLE)) return false;
  update((state) => ({
    ...state,
    timelines: { ...state.timelines, [id]: kept.timeline },
    receipts: state.receipts[id] ? state.receipts : { ...state.receipts, [id]: kept.receipts },
  }));
  saved = { ...saved, timelines: { ...saved.timelines, [id]: getState().timelines[id] } };
  return true;
}

/** Have at hand what of these conversations is kept, so that the disk is not waited for when one is opened. */
export async function warmUp(ids) {
  for (const id of ids.slice(0, WARM)) {
    if (getState().timelines[id] || warm.has(id)) continue;
    const kept = await disk.readTimeline(id);
    if (kept) warm.set(id, kept);
  }
}

/** Keep nothing any more and forget what was kept; with `unsent`, what is not sent yet as well. */
export async function forget({ unsent }) {
  stopped = true;
  clearTimeout(timer);
  await (unsent ? disk.forgetAll() : disk.forgetCopies());
}

async function restore() {
  const user = disk.lastUser();
  if (!user) return;
  disk.use(user);
  const opened = openedAt(location.pathname);
  const [kept, timeline] = await Promise.all([disk.readAll(), opened ? disk.readTimeline(opened) : null]);
  const isFirst = getState().me === null;
  if (!isFirst && getState().me.id !== user) return;
  const drafts = { ...kept?.drafts, ...disk.takeLastWords() };
  // What was begun and not sent yet only this device knows; of all else a server that was faster knows better.
  update((state) => ({ ...state, drafts: { ...drafts, ...state.drafts } }));
  if (!kept) return;
  const conversations = Object.fromEntries(kept.conversations.map((one) => [one.id, one]));
  const isHeld = isFirst && timeline && conversations[opened];
  const timelines = isHeld ? { [opened]: timeline.timeline } : {};
  const receipts = isHeld ? { [opened]: timeline.receipts } : {};
  const { me, seen, outbox } = kept;
  saved = { ...initialState, me, seen, conversations, timelines, receipts, outbox, drafts: kept.drafts };
  update((state) => ({
    ...(isFirst ? { ...state, me, conversations, timelines, receipts } : state),
    outbox: merged(state.outbox, outbox),
    seen: { ...state.seen, ...seen },
  }));
}

/** The conversation that will be on the screen. */
function openedAt(path) {
  return path.match(/^\/c\/([^/]+)/)?.[1] ?? (path === "/" ? disk.lastOpened() : null);
}

/** What is on its way is written at once, and told to the other tabs. */
function keepOutbox() {
  const { outbox } = getState();
  if (stopped || outbox === saved.outbox) return;
  const before = new Map(saved.outbox.map((entry) => [entry.client_id, entry]));
  const put = outbox.filter((entry) => before.get(entry.client_id) !== entry);
  const held = new Set(outbox.map(({ client_id }) => client_id));
  const gone = [...before.keys()].filter((id) => !held.has(id));
  saved = { ...saved, outbox };
  disk.write({ outbox: Object.fromEntries([...put.map((entry) => [entry.client_id, entry]), ...gone.map((id) => [id])]) });
  tellTabs({ put, gone });
}

function hear({ put, gone, draft }) {
  if (stopped) return;
  if (draft) {
    update((state) => ({ ...state, drafts: { ...state.drafts, ...draft } }));
    saved = { ...saved, drafts: { ...saved.drafts, ...draft } };
  }
  if (!put) return;
  update((state) => ({ ...state, outbox: merged([...put, ...gone].reduce(taken, state.outbox), put) }));
  // The tab that told has written it.
  saved = { ...saved, outbox: getState().outbox };
}

function taken(outbox, one) {
  return without(outbox, one.client_id ?? one);
}

function save() {
  clearTimeout(timer);
  timer = null;
  const state = getState();
  if (stopped || !state.me || state === saved) return;
  const changes = {
    about: difference({ me: saved.me, seen: saved.seen }, { me: state.me, seen: state.seen }),
    conversations: difference(saved.conversations, state.conversations),
    drafts: difference(saved.drafts, state.drafts),
    timelines: timelinesToKeep(state),
  };
  const drafts = changes.drafts;
  if (Object.keys(drafts).length > 0) tellTabs({ draft: drafts });
  saved = { ...state, outbox: saved.outbox };
  disk.write(Object.fromEntries(Object.entries(changes).filter(([, entries]) => Object.keys(entries).length > 0)));
}

/** The page is being left: what is written now may not reach the disk, and no draft may be lost by that. */
function leave() {
  keepNow();
  const begun = Object.entries(difference(saved.drafts, getState().drafts));
  if (!stopped && begun.length > 0) disk.setLastWords(Object.fromEntries(begun.map(([id, text]) => [id, text ?? ""])));
  save();
}

function difference(before, now) {
  const changed = Object.entries(now).filter(([key, value]) => before[key] !== value);
  const gone = Object.keys(before).filter((key) => !(key in now));
  return Object.fromEntries([...changed, ...gone.map((key) => [key, undefined])]);
}

function timelinesToKeep(state) {
  const entries = {};
  for (const [id, timeline] of Object.entries(state.timelines)) {
    const isSame = timeline === saved.timelines[id] && state.receipts[id] === saved.receipts[id];
    if (isSame || timeline.hasNewer) continue;
    entries[id] = { timeline: newest(timeline), receipts: state.receipts[id] ?? {}, saved_at: Date.now() };
  }
  for (const id of Object.keys(saved.conversations)) if (!state.conversations[id]) entries[id] = undefined;
  return entries;
}

function newest(timeline) {
  if (timeline.messages.length <= KEPT) return timeline;
  return { ...timeline, messages: timeline.messages.slice(-KEPT), hasOlder: true };
}
