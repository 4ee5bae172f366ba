/** The keys that do something with the message that one is at. The help lists them by `text`. */
import { editMessage, deleteMessage, openThreadOf, replyTo, togglePin } from "./messageTools.js";
import { messageIdOf } from "./messageRow.js";
import { shown } from "./messages.js";
import { getState } from "./store.js";

const isOwn = ({ author }) => author.id === getState().me.id;
const isOwnOrModerated = (message) => {
  const { kind, my } = getState().conversations[message.conversation_id];
  return isOwn(message) || (kind === "group" && my.role !== "member");
};

export const MESSAGE_KEYS = [
  { key: "r", text: "tools-reply", run: replyTo },
  { key: "t", text: "tools-open-thread", run: openThreadOf },
  { key: "e", text: "message-edit", run: editMessage, may: isOwn },
  { key: "p", text: "tools-pin", run: togglePin },
  { key: "Delete", text: "message-delete", run: deleteMessage, may: isOwnOrModerated },
];

/** Do what this key does with the message of a row; tells whether it does anything. */
export function messageKey({ key, ctrlKey, metaKey, altKey, shiftKey }, row) {
  if (ctrlKey || metaKey || altKey || shiftKey) return false;
  const found = MESSAGE_KEYS.find((one) => one.key === key.toLowerCase() || one.key === key);
  const message = found && shown(messageIdOf(row));
  if (!message || message.deleted || message.kind !== "user") return false;
  if (getState().conversations[message.conversation_id]?.archived && found.key !== "t") return false;
  if (found.may && !found.may(message)) return false;
  found.run(row);
  return true;
}
