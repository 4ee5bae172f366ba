/** Who is there. */

/** Nothing where it cannot be known: in groups, and while there is no connection. */
export function presenceOf(state, { peer }) {
  return peer && state.connection !== "offline" ? (state.presence[peer.id] ?? peer.presence ?? "offline") : "";
}
