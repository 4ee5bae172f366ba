/**
 * The time as the views know it, `now` in the state: it moves on with each minute, and when something that ends by
 * itself is over, such as a status, a mute or do-not-disturb.
 */
import { getState, update } from "./store.js";

const LOOKED_AT_EVERY = 5000;
const MINUTE = 60_000;

export function startClock() {
  tick();
  setInterval(tick, LOOKED_AT_EVERY);
  document.addEventListener("visibilitychange", tick);
}

/** Does anything that is shown end between these two times? */
export function hasEnded({ me, conversations }, before, now) {
  const ends = (until) => until && Date.parse(until) > before && Date.parse(until) <= now;
  const ofUser = (user) => ends(user?.status_until) || ends(user?.dnd_until);
  return Boolean(ofUser(me) || Object.values(conversations).some(({ my, peer }) => ends(my.muted_until) || ofUser(peer)));
}

function tick() {
  const state = getState();
  const now = Date.now();
  const isAnotherMinute = Math.floor(now / MINUTE) !== Math.floor(state.now / MINUTE);
  if (isAnotherMinute || hasEnded(state, state.now, now)) update((current) => ({ ...current, now }));
}
