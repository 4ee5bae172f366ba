/**
 * Receipts are two numbers for each member: `[read_seq, delivered_seq]`. What a person has read was
 * delivered too, and neither number moves back except when somebody marks a conversation unread again.
 */
export function withReceipt(receipts, { conversation_id, user_id, read_seq, delivered_seq }) {
  const ofConversation = { ...receipts[conversation_id], [user_id]: [read_seq, Math.max(read_seq, delivered_seq)] };
  return { ...receipts, [conversation_id]: ofConversation };
}

export function withoutMember(receipts, conversationId, userId) {
  const { [userId]: _, ...ofConversation } = receipts[conversationId] ?? {};
  return { ...receipts, [conversationId]: ofConversation };
}

/** Where the pointers of a webhook stand: it reads nothing, and nobody waits for it. */
const NEVER_WAITED_FOR = 2 ** 31 - 1;

/** The lowest `[read_seq, delivered_seq]` of all others; zeros as long as somebody's are not known. */
export function lowestOfOthers(ofConversation, memberCount, me) {
  const others = Object.entries(ofConversation ?? {}).filter(([id]) => id !== me);
  const readers = others.filter(([, [read]]) => read < NEVER_WAITED_FOR);
  if (readers.length === 0 || others.length < memberCount - 1) return [0, 0];
  return [0, 1].map((which) => Math.min(...readers.map(([, receipt]) => receipt[which])));
}

/** How many others have read up to `seq`. */
export function readersOf(ofConversation, seq, me) {
  return Object.entries(ofConversation ?? {}).filter(([id, [read]]) => id !== me && read >= seq && read < NEVER_WAITED_FOR).length;
}

/** `sent`, `delivered` or `read`, of a message of one's own at `seq`. */
export function statusAt(seq, [readSeq, deliveredSeq]) {
  if (seq <= readSeq) return "read";
  return seq <= deliveredSeq ? "delivered" : "sent";
}
