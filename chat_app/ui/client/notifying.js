/** Whether a message is worth a sound and a notification. Pure, so that every rule can be told from a table. */
import { isMuted } from "./preferences.js";
import { isUndisturbed } from "./status.js";

/**
 * Does this message notify, as things stand? `now` in milliseconds; `isLookedAt` tells whether somebody looks at the
 * end of the open conversation; `level` is what this device allows, `all` or `mentions`.
 */
export function shouldNotify(state, message, { now, isLookedAt, level }) {
  const { me, open } = state;
  const conversation = state.conversations[message.conversation_id];
  if (!conversation || !me) return false;
  if (message.kind !== "user" || message.deleted || message.author.id === me.id) return false;
  if (message.seq <= conversation.my.read_seq) return false;
  if (isUndisturbed(me, now) || isMuted(conversation, now)) return false;
  if (isLookedAt && open.id === conversation.id) return false;
  return isWanted(state, conversation, message, level);
}

function isWanted(state, conversation, message, level) {
  if (conversation.my.notify === "nothing") return false;
  if (message.mentions.includes(state.me.id)) return true;
  if (conversation.my.notify === "mentions") return false;
  if (level === "mentions" && conversation.kind === "group") return false;
  return !message.thread_root || hasWrittenIn(state, conversation.id, message.thread_root);
}

/** Has one begun this thread, or written in it? As far as its messages are held. */
function hasWrittenIn({ me, timelines }, id, root) {
  const messages = timelines[id]?.messages ?? [];
  return messages.some((message) => message.author.id === me.id && (message.id === root || message.thread_root === root));
}
