/** How one has set a conversation up for oneself: favourite, muted, what it may notify of. Shown at once, kept by the server. */
import { request } from "./http.js";
import { getState, update } from "./store.js";
import { lasts } from "./status.js";
import { toast } from "./toasts.js";

const HOUR = 3_600_000;
export const FOREVER = "9999-12-31T23:59:59.000Z";

export function isMuted({ my }, now) {
  return lasts(my.muted_until, now);
}

/** Change `my` of a conversation; what the server refuses is taken back. */
export async function prefer(id, changes) {
  const before = getState().conversations[id]?.my;
  if (!before) return;
  apply(id, changes);
  try {
    await request("PATCH", `/conversations/${id}/my`, changes);
  } catch ({ message }) {
    apply(id, Object.fromEntries(Object.keys(changes).map((name) => [name, before[name]])));
    toast({ text: message, tone: "error" });
  }
}

export function toggleFavourite(id) {
  prefer(id, { favourite: !getState().conversations[id]?.my.favourite });
}

/** For so many hours; without a number, until it is turned on again. */
export function mute(id, hours) {
  prefer(id, { muted_until: hours ? new Date(Date.now() + hours * HOUR).toISOString() : FOREVER });
}

export function unmute(id) {
  prefer(id, { muted_until: null });
}

function apply(id, changes) {
  update((state) => {
    const conversation = state.conversations[id];
    if (!conversation) return state;
    const my = { ...conversation.my, ...changes };
    return { ...state, conversations: { ...state.conversations, [id]: { ...conversation, my } } };
  });
}
