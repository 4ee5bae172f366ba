/** What the keys do with the message that one is at. The help has them from `SHORTCUTS`, where they are named. */
import { mayWrite } from "./membership.js";
import { editMessage, deleteMessage, openThreadOf, replyTo, togglePin } from "./messageTools.js";
import { messageIdOf } from "./messageRow.js";
import { shown } from "./messages.js";
import { hasSingleKeys } from "./shortcuts.js";
import { getState } from "./store.js";

const isOwn = ({ author }) => author.id === getState().me.id;
const isOwnOrModerated = (message) => {
  const { kind, my } = getState().conversations[message.conversation_id];
  return isOwn(message) || (kind === "group" && my.role !== "member");
};

const MESSAGE_KEYS = [
  { key: "r", run: replyTo },
  { key: "t", run: openThreadOf },
  { key: "e", run: editMessage, may: isOwn },
  { key: "p", run: togglePin },
  { key: "Delete", run: deleteMessage, may: isOwnOrModerated },
];

/** Do what this key does with the message of a row; tells whether it does anything. */
export function messageKey({ key, ctrlKey, metaKey, altKey, shiftKey }, row) {
  if (ctrlKey || metaKey || altKey || shiftKey || (key.length === 1 && !hasSingleKeys())) return false;
  const found = MESSAGE_KEYS.find((one) => one.key === key.toLowerCase() || one.key === key);
  const message = found && shown(messageIdOf(row));
  if (!message || message.deleted || message.kind !== "user") return false;
  if (getState().conversations[message.conversation_id]?.archived && found.key !== "t") return false;
  if (found.key === "r" && !mayWrite(getState().conversations[message.conversation_id])) return false;
  if (found.may && !found.may(message)) return false;
  found.run(row);
  return true;
}
