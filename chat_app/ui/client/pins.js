/** What is pinned in the open conversation: loaded once there is time for it, and followed from then on. */
import { useEffect, useSyncExternalStore } from "react";
import { filesSaid } from "./fileWords.js";
import { pinsKey, pinsOf, withEarlier, withExtract } from "./extracts.js";
import { request } from "./http.js";
import { shownAuthor } from "./messageRow.js";
import { goToMessage } from "./opening.js";
import { showTimeline } from "./panel.js";
import { byMessage, foreseen } from "./operations.js";
import { faceOf } from "./portraits.js";
import { keyed, sameList, whenChanged } from "./reusing.js";
import { pin } from "./sending.js";
import { slice } from "./slice.js";
import { getState, subscribe, update } from "./store.js";
import { fullOf, sinceOf } from "./times.js";

const PAGE = 100;
const LOADED_AFTER = 400;
const NONE = [];
const NOTHING = { id: "", is_loaded: false, failure: "", has_more: false, count: 0, rows: NONE };

const [, writeProblem, useProblem] = slice({ id: "", failure: "" });

const rows = keyed(row);

/** The pins of the open conversation, the newest first. */
export function usePins() {
  const { id: failedId, failure } = useProblem();
  const view = useSyncExternalStore(subscribe, () => pinsView(getState(), new Date()), () => NOTHING);
  return { ...view, failure: failedId === view.id ? failure : "" };
}

/** For the button that opens them: how many there are. It has them loaded. */
export function usePinCount() {
  const id = useSyncExternalStore(subscribe, () => getState().open.id, () => null);
  const isWanted = useSyncExternalStore(subscribe, () => isAskable(getState()), () => false);
  useEffect(() => {
    if (!isWanted) return undefined;
    const timer = setTimeout(() => loadPins(id), LOADED_AFTER);
    return () => clearTimeout(timer);
  }, [id, isWanted]);
  return useSyncExternalStore(subscribe, () => pinsView(getState(), new Date()).count, () => 0);
}

export function loadPinsAgain() {
  writeProblem({ failure: "" });
  loadPins(getState().open.id);
}

export async function morePins() {
  const { id } = getState().open;
  const oldest = getState().extracts[pinsKey(id)]?.messages[0];
  if (oldest) await loadPins(id, oldest.seq);
}

export function goToPin(id) {
  const message = held(id);
  if (!message) return;
  showTimeline();
  goToMessage(message.conversation_id, message.seq);
}

export function unpin(id) {
  const message = held(id);
  if (message) pin(message, false);
}

function held(id) {
  return getState().extracts[pinsKey(getState().open.id)]?.messages.find((message) => message.id === id);
}

function isAskable({ open, conversations, extracts, connection }) {
  return connection === "online" && Boolean(conversations[open.id]) && !extracts[pinsKey(open.id)];
}

async function loadPins(id, cursor = null) {
  const key = pinsKey(id);
  const rev = getState().conversations[id]?.last_rev;
  if (rev === undefined) return;
  try {
    const page = await request("GET", `/conversations/${id}/pins?limit=${PAGE}${cursor ? `&cursor=${cursor}` : ""}`);
    update((state) => {
      const before = state.extracts[key];
      const next = cursor && before ? withEarlier(before, { ...page, last_rev: rev }) : pinsOf(id, rev, page);
      return state.conversations[id] ? withExtract(state, key, next) : state;
    });
    writeProblem({ id: "", failure: "" });
  } catch ({ message }) {
    writeProblem({ id, failure: message });
  }
}

const pinsView = whenChanged(
  ({ open, extracts, outbox, profiles, me }) => [open.id, extracts[pinsKey(open.id)], outbox, profiles, me],
  (state, now, before = NOTHING) => {
    const { id } = state.open;
    const pins = state.extracts[pinsKey(id)];
    if (!pins) return { ...NOTHING, id: id ?? "" };
    const done = byMessage(state.outbox);
    const shown = pins.messages
      .map((message) => [message, foreseen(message, done.get(message.id) ?? NONE, state.me.id)])
      .filter(([, { pinned }]) => pinned);
    const made = shown.toReversed().map(([message, seen]) => {
      const profile = state.profiles[message.author.id];
      return rows.of(message.id, [message, seen.body || filesSaid(seen.attachments), seen.html, profile, now.toDateString()]);
    });
    rows.swept();
    return { id, is_loaded: true, failure: "", has_more: pins.hasOlder, count: shown.length, rows: sameList(before.rows, made) };
  },
);

function row({ id, author, created_at }, body, html, profile, today) {
  const who = shownAuthor(author, profile);
  return {
    id,
    author: who.display_name,
    ...faceOf(who),
    body,
    html,
    at: created_at,
    time: sinceOf(created_at, new Date(today)),
    full_time: fullOf(created_at),
  };
}
