/** Who has seen a message: asked of the server, and again as receipts come. */
import { useEffect, useSyncExternalStore } from "react";
import { saidBy } from "./fileWords.js";
import { request } from "./http.js";
import { faceOf } from "./portraits.js";
import { slice } from "./slice.js";
import { getState, subscribe } from "./store.js";
import { sinceOf } from "./times.js";
import { shown } from "./messages.js";

const ASKED_AFTER = 150;
const NONE = [];

const [read, write, use] = slice({ of: "", is_loaded: false, failure: "", read: NONE, delivered: NONE });

/** For the panel: who has read the message it is about, and to whom it was delivered and no more. */
export function useSeenBy() {
  const of = useSyncExternalStore(subscribe, aboutWhat, () => "");
  const reached = useSyncExternalStore(subscribe, () => howFar(of), () => "");
  useEffect(() => {
    if (!of) return undefined;
    const timer = setTimeout(() => load(of), read().of === of ? ASKED_AFTER : 0);
    return () => clearTimeout(timer);
  }, [of, reached]);
  const answer = use();
  const isCurrent = answer.of === of;
  const body = useSyncExternalStore(subscribe, () => saidOf(of), () => "");
  return { ...answer, is_loaded: isCurrent && answer.is_loaded, failure: isCurrent ? answer.failure : "", body: body.replace(/\s+/g, " ").slice(0, 120) };
}

export function loadSeenByAgain() {
  load(aboutWhat());
}

function saidOf(id) {
  const message = id && shown(id);
  return message ? saidBy(message) : "";
}

function aboutWhat() {
  const { panel } = getState();
  return panel.kind === "seen" ? panel.of : "";
}

/** Something that is another whenever somebody may have come as far as the message. */
function howFar(id) {
  const message = id && shown(id);
  if (!message) return "";
  const ofConversation = Object.values(getState().receipts[message.conversation_id] ?? {});
  return ofConversation.map((receipt) => receipt.map((seq) => (seq >= message.seq ? 1 : 0)).join("")).join(" ");
}

async function load(id) {
  if (read().of !== id) write({ of: id, is_loaded: false, failure: "", read: NONE, delivered: NONE });
  try {
    const answer = await request("GET", `/messages/${id}/receipts`);
    if (read().of !== id) return;
    const readers = new Set(answer.read.map(({ user }) => user.id));
    write({
      is_loaded: true,
      failure: "",
      read: answer.read.map(line),
      delivered: answer.delivered.filter(({ user }) => !readers.has(user.id)).map(line),
    });
  } catch ({ message }) {
    if (read().of === id) write({ failure: message });
  }
}

function line({ user, at }) {
  return {
    id: user.id,
    name: user.display_name,
    ...faceOf(user),
    at,
    time: sinceOf(at, new Date()),
  };
}
