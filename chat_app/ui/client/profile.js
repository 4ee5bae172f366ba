/** One's own profile: what is changed shows at once, and is taken back where the server refuses it. */
import { request } from "./http.js";
import { getState, update } from "./store.js";

/** Throws the server's `{message, fields}`; then nothing has changed. */
export async function changeMe(changes) {
  const { me } = getState();
  const before = Object.fromEntries(Object.keys(changes).map((name) => [name, me[name]]));
  learnMe(changes);
  try {
    learnMe(await request("PATCH", "/me", changes));
  } catch (error) {
    learnMe(before);
    throw error;
  }
}

/** What the server has said of oneself. */
export function learnMe(fields) {
  update((state) => (state.me ? { ...state, me: { ...state.me, ...fields } } : state));
}
