/**
 * How far one has seen the threads that one takes part in. This device keeps it, as the contract's one read mark of a
 * conversation says nothing of its threads: by thread the last reply that was seen, and by conversation where it began
 * to count, so that nothing from before is new.
 */

/** Does a thread of which these `replies` are held have something new for whoever takes part in it? */
export function hasNews({ seen, me }, root, replies) {
  const conversationId = replies[0]?.conversation_id;
  const since = seen[conversationId];
  if (since === undefined) return false;
  const lastOwn = replies.findLast(({ author }) => author.id === me.id);
  const takesPart = lastOwn || root.author.id === me.id || replies.some(({ mentions }) => mentions.includes(me.id));
  if (!takesPart) return false;
  const upTo = Math.max(since, seen[root.id] ?? 0, lastOwn?.seq ?? 0);
  return replies.some(({ seq, author }) => seq > upTo && author.id !== me.id);
}

/** The state with the replies of a thread seen up to `seq`. */
export function withSeen(state, rootId, seq) {
  if ((state.seen[rootId] ?? 0) >= seq) return state;
  return { ...state, seen: { ...state.seen, [rootId]: seq } };
}

/** The state in which the conversations that are new to this device begin to count. */
export function withBeginnings(state) {
  const fresh = Object.values(state.conversations).filter(({ id }) => !(id in state.seen));
  if (fresh.length === 0) return state;
  const seen = { ...state.seen };
  for (const { id, my } of fresh) seen[id] = my.read_seq;
  return { ...state, seen };
}
