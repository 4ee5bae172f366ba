/** Telling the others that something is being written here. */
import { tell } from "./connection.js";
import { getState } from "./store.js";

const TOLD_EVERY = 3000;
/** In larger groups nobody is told (contract, `typing`). */
const LARGEST_GROUP = 100;

let told = { id: null, at: 0 };

/** Tell the others that something is being written in the open conversation, or no longer. */
export function typing(on) {
  const { open: { id }, conversations } = getState();
  const now = Date.now();
  if (told.id !== id) typingEnds();
  if (!on) return typingEnds();
  if (told.id === id && now - told.at < TOLD_EVERY) return;
  if (conversations[id]?.member_count > LARGEST_GROUP) return;
  told = { id, at: now };
  tell("typing", { conversation_id: id, on: true });
}

/** Nothing is being written any more, wherever it was. */
export function typingEnds() {
  if (told.id === null) return;
  tell("typing", { conversation_id: told.id, on: false });
  told = { id: null, at: 0 };
}
