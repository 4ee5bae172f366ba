/** Who is there. */

/** Nothing where it cannot be known: in groups, and while there is no connection. */
export function presenceOf(state, { peer }) {
  return peer && state.connection !== "offline" ? (state.presence[peer.id] ?? peer.presence ?? "offline") : "";
}

/** When the other one of a direct conversation went, or null. */
export function lastSeenOf(state, { peer }) {
  return state.lastSeen[peer?.id] ?? peer?.last_seen_at ?? null;
}
