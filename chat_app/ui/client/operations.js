/** What was done to a message here, shown before the server knows: edits, deletions, reactions, pins. */
const sorted = new WeakMap();

/** Is that what was to be reached reached in the message as it is stored? Of one that is deleted nothing is left to do. */
export function fulfilled(entry, message, me) {
  if (message.deleted) return true;
  if (entry.kind === "edit") return message.body === entry.body;
  if (entry.kind === "react") return hasReacted(message, entry.emoji, me) === entry.on;
  if (entry.kind === "pin") return message.pinned === entry.on;
  return false;
}

/** The message as it will be once all of its `entries` are stored. */
export function foreseen(message, entries, me) {
  return entries.reduce((next, entry) => (next.deleted ? next : steps[entry.kind](next, entry, me)), message);
}

/** The entries of an outbox by the message that they are about; the same for the same outbox. */
export function byMessage(outbox) {
  if (!sorted.has(outbox)) sorted.set(outbox, collected(outbox));
  return sorted.get(outbox);
}

function collected(outbox) {
  const found = new Map();
  for (const entry of outbox) {
    if (!entry.message_id) continue;
    if (found.has(entry.message_id)) found.get(entry.message_id).push(entry);
    else found.set(entry.message_id, [entry]);
  }
  return found;
}

export function hasReacted(message, emoji, me) {
  return message.reactions.some((reaction) => reaction.emoji === emoji && reaction.user_ids.includes(me));
}

const steps = {
  edit: (message, { body, created_at }) => ({ ...message, body, html: "", edited_at: created_at }),
  delete: (message) => ({ ...message, body: "", html: "", deleted: true, pinned: false, reactions: [], attachments: [] }),
  pin: (message, { on }) => ({ ...message, pinned: on }),
  react: (message, { emoji, on }, me) => {
    if (hasReacted(message, emoji, me) === on) return message;
    return { ...message, reactions: on ? withReaction(message.reactions, emoji, me) : withoutReaction(message.reactions, emoji, me) };
  },
};

function withReaction(reactions, emoji, me) {
  if (!reactions.some((one) => one.emoji === emoji)) return [...reactions, { emoji, count: 1, user_ids: [me] }];
  return reactions.map((one) => (one.emoji === emoji ? counted({ ...one, user_ids: [...one.user_ids, me] }) : one));
}

function withoutReaction(reactions, emoji, me) {
  return reactions
    .map((one) => (one.emoji === emoji ? counted({ ...one, user_ids: one.user_ids.filter((id) => id !== me) }) : one))
    .filter(({ count }) => count > 0);
}

function counted(reaction) {
  return { ...reaction, count: reaction.user_ids.length };
}
