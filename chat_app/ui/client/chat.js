/** The client as a whole: connects, and hands on what the connection brings. */
import { announce } from "./announcing.js";
import { takeFilesIn } from "./attaching.js";
import { keepAttention } from "./attention.js";
import { keep, restored, warmUp } from "./cache.js";
import { startClock } from "./clock.js";
import { listenToCopyButtons } from "./codeBlocks.js";
import * as connection from "./connection.js";
import { ordered, title } from "./conversations.js";
import { draftOf } from "./drafts.js";
import { startDraftSync } from "./draftSync.js";
import { applyEvents, withoutExpired } from "./events.js";
import { saidBy } from "./fileWords.js";
import { request as httpRequest } from "./http.js";
import { watchIdleness } from "./idle.js";
import { keepFocus } from "./focus.js";
import { followAccount } from "./languageChoice.js";
import { countDoubtful, isLookedAt, markAllRead, markDelivered, markOpen } from "./marks.js";
import { learnNames } from "./names.js";
import { withLineAfter } from "./newLine.js";
import { notify, startNotifications } from "./notifications.js";
import { goToMessage, leave, open } from "./opening.js";
import { markMentions } from "./mentionMark.js";
import { learnReactors } from "./reactors.js";
import { repairGaps } from "./repair.js";
import { flush } from "./sending.js";
import { listenToKeys } from "./shortcuts.js";
import { getState, subscribe, update } from "./store.js";
import { isSignedOut, probe, signedOut, sync } from "./sync.js";
import { listenToSwipes } from "./swiping.js";
import { hearTabs } from "./tabs.js";
import { systemSentence } from "./systemWords.js";
import { say } from "./text.js";
import { listenToTicks } from "./tickTimes.js";
import { toast } from "./toasts.js";
import { inBounds } from "./windows.js";

const TYPING_ENDS_AFTER = 5100;
const OTHER_TAB_SENDS_WITHIN = 10_000;

let started = false;

/** Connect. Called by whatever page shows conversations; more than once does nothing. */
export function start() {
  if (started) return;
  started = true;
  subscribe(repairGaps);
  subscribe(countDoubtful);
  keepAttention();
  listenToKeys();
  followAccount();
  keepFocus();
  learnReactors();
  markMentions();
  keep();
  startClock();
  watchIdleness();
  startDraftSync();
  startNotifications();
  takeFilesIn();
  listenToCopyButtons();
  listenToSwipes();
  listenToTicks();
  connection.connect({ onConnect: sync, onEvents, onDisconnect, onRefused, onFailure, onDoubt: probe });
  // The tab in which something was written sends it, unless it is closed first.
  hearTabs(({ put }) => put && setTimeout(flush, OTHER_TAB_SENDS_WITHIN));
  restored.then(() => whenIdle(() => warmUp(ordered(getState().conversations).map(({ id }) => id))));
  document.addEventListener("click", openAtOnce, { capture: true });
  document.addEventListener("keydown", putAway);
  window.addEventListener("focus", markOpen);
  document.addEventListener("visibilitychange", markOpen);
  window.addEventListener("online", () => update((state) => ({ ...state, trouble: null })));
}

/**
 * The store is there before the router is: a conversation shows in the same frame as the click on its link. What links
 * to a message, in the text of another one too, leads there without another page.
 */
function openAtOnce(event) {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  const link = target.closest?.("a[href]");
  if (!link || link.origin !== location.origin || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return;
  const [, id, seq] = link.pathname.match(/^\/c\/([^/]+)(?:\/m\/(\d+))?$/) ?? [];
  if (seq) {
    event.preventDefault();
    goToMessage(id, Number(seq));
  } else if (id && !link.hash) {
    open(id);
  }
}

/** Escape puts away what is new, where nothing lies above the conversation that it would close. */
function putAway({ key, target, defaultPrevented }) {
  if (key !== "Escape" || defaultPrevented) return;
  const isAbove = document.querySelector('[role="dialog"]:not([popover]), [role="menu"], [popover]:popover-open');
  if (!isAbove && !target.closest?.("nav, aside, .editor")) markAllRead();
}

function whenIdle(work) {
  if (window.requestIdleCallback) requestIdleCallback(work, { timeout: 3000 });
  else setTimeout(work, 500);
}

function onEvents(events) {
  const before = getState();
  update((state) => inBounds(applyEvents(state, events, Date.now())));
  for (const event of events) {
    if (event.type === "session_ended") return signedOut();
    if (event.type === "conversation_removed") removed(before, event.conversation_id);
    if (event.type === "typing" && event.on) begunTyping(event);
    if (event.type === "conversation") begun(before, event.conversation);
    if (event.type === "message") received(before, event);
  }
  update((state) => withLineAfter(state, before));
}

function received(before, { conversation_id: id, message }) {
  const state = getState();
  const isNew = message.seq > (before.conversations[id]?.last_seq ?? 0);
  if (!isNew || message.author.id === state.me?.id) return;
  const isHere = id === state.open.id;
  if (isHere && !message.deleted) announce(said(message));
  if (!(isHere && isLookedAt())) markDelivered(id, message.seq);
  markOpen();
  notify(message);
}

/** The first message of a conversation may have come with it. */
function begun(before, { id, last_message: last }) {
  if (!before.conversations[id] && last) notify(last);
}

function begunTyping({ conversation_id: id, user_id }) {
  setTimeout(endTyping, TYPING_ENDS_AFTER);
  if (id === getState().open.id) learnNames(id, [user_id]);
}

function said(message) {
  if (message.kind === "system") return systemSentence(message);
  return say("message-by", { name: message.author.display_name, text: saidBy(message) });
}

/** Somebody who is taken out in the middle of a sentence keeps the sentence. */
function removed(before, id) {
  const conversation = before.conversations[id];
  if (!conversation) return;
  const { open } = getState();
  const written = before.outbox.filter((entry) => entry.conversation_id === id && entry.kind === "send");
  const text = [...written.map(({ body }) => body), draftOf(id, before)].filter(Boolean).join("\n\n");
  if (open.id === id || text) {
    const action = text ? { label: say("common-copy-text"), run: () => navigator.clipboard?.writeText(text) } : null;
    const name = title(conversation);
    toast({ text: say(text ? "timeline-removed-unsent" : "timeline-removed", { name }), action });
  }
  if (open.id === id) leave();
}

function onDisconnect() {
  update((state) => ({ ...state, connection: navigator.onLine ? "connecting" : "offline" }));
}

function onRefused(error) {
  if (isSignedOut(error)) signedOut();
}

async function onFailure(attempt) {
  if (attempt < 2 && navigator.onLine) return;
  update((state) => ({ ...state, connection: "offline" }));
  if (attempt !== 2) return;
  try {
    const instance = await httpRequest("GET", "/instance");
    if (instance.origin_allowed !== false) return;
    const trouble = say("connection-wrong-address", { expected: instance.public_url, here: location.origin });
    update((state) => ({ ...state, trouble }));
  } catch {
    // Not reachable at all: the banner says so already.
  }
}

function endTyping() {
  update((state) => withoutExpired(state, Date.now()));
}
