import { counts } from "./unread.js";
import { say } from "./text.js";

/** Newest activity first; `unsent` has by conversation what was written here and is on its way. */
export function ordered(conversations, unsent = {}) {
  const activity = ({ id, last_message, created_at }) => (unsent[id] ?? last_message)?.created_at ?? created_at;
  return Object.values(conversations).toSorted((a, b) => order(activity(b), activity(a)) || order(a.id, b.id));
}

function order(a, b) {
  return a < b ? -1 : Number(a > b);
}

/** What people call it: a group's own name, and in a direct conversation that of the other. */
export function title(conversation) {
  if (conversation.kind === "direct") return conversation.peer?.display_name ?? say("common-deleted-account");
  return conversation.name;
}

/** The conversation after one of its messages was created or changed. What a change makes of the counts is in unread.js. */
export function withMessage(conversation, message, me) {
  const isNew = message.seq > conversation.last_seq;
  const isUnread = isNew && message.seq > conversation.my.read_seq && counts(message, me);
  const isLast = !message.thread_root && message.seq >= (conversation.last_message?.seq ?? 0);
  return {
    ...conversation,
    last_seq: Math.max(conversation.last_seq, message.seq),
    last_rev: Math.max(conversation.last_rev, message.rev),
    last_message: isLast ? message : conversation.last_message,
    my: isUnread ? oneMore(conversation.my, message, me) : conversation.my,
  };
}

function oneMore(my, message, me) {
  const mentions = my.mentions + (message.mentions?.includes(me) ? 1 : 0);
  return { ...my, unread: my.unread + 1, mentions };
}
