/** Closing gaps: what a conversation misses is asked for, where it may be on its way once it had a moment to arrive. */
import { request } from "./connection.js";
import { applyChanges, behind } from "./events.js";
import { heldConversations } from "./extracts.js";
import { markOpen } from "./marks.js";
import { withLineAfter } from "./newLine.js";
import { getState, isOnline, update } from "./store.js";
import { sync } from "./sync.js";
import { inBounds } from "./windows.js";

const REPAIR_AFTER = 150;

const repairs = new Set();

/** Look for gaps. To be called after every change of the state. */
export function repairGaps() {
  const { early } = getState();
  for (const id of new Set([...heldConversations(getState()), ...Object.keys(early)])) {
    if (repairs.has(id) || behind(getState(), id) === null) continue;
    repairs.add(id);
    setTimeout(() => repair(id), early[id] ? REPAIR_AFTER : 0);
  }
}

async function repair(id) {
  try {
    const since = behind(getState(), id);
    if (since === null || !isOnline()) return;
    const answer = await request("changes", { conversation_id: id, since_rev: since });
    if (answer.reset) await reset(id);
    else {
      const before = getState();
      update((state) => inBounds(applyChanges(state, id, answer.items, answer.last_rev, since)));
      markOpen();
      update((state) => withLineAfter(state, before));
    }
  } catch {
    // A lost connection is followed by a sync; anything else by another attempt after the next change.
  } finally {
    repairs.delete(id);
  }
}

/** Too much was missed: forget what is held of the conversation, and begin anew where the server is. */
async function reset(id) {
  update((state) => {
    const { [id]: _, ...timelines } = state.timelines;
    const extracts = Object.entries(state.extracts).filter(([, { conversation_id }]) => conversation_id !== id);
    return { ...state, timelines, extracts: Object.fromEntries(extracts) };
  });
  await sync();
}
