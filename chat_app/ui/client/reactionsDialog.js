/** All who reacted to a message: a list for each emoji. */
import { useSyncExternalStore } from "react";
import { messageIdOf } from "./messageRow.js";
import { shown } from "./messages.js";
import { faceOf } from "./portraits.js";
import { learn } from "./reactors.js";
import { slice } from "./slice.js";
import { getState, subscribe } from "./store.js";
import { say } from "./text.js";

const [read, write, use] = slice({ id: "" });

export function useReactions() {
  const { id } = use();
  const state = useSyncExternalStore(subscribe, () => (read().id ? getState() : null), () => null);
  return { is_open: id !== "", groups: state && id ? groups(state, id) : [] };
}

/** Show who reacted to the message of this row. */
export function showReactions(row) {
  const id = messageIdOf(row);
  const message = shown(id);
  if (!message || message.reactions.length === 0) return;
  write({ id });
  learn(message.reactions.flatMap(({ user_ids }) => user_ids));
}

export function reactionsOpenChange(isOpen) {
  if (!isOpen) write({ id: "" });
}

function groups({ me, profiles }, id) {
  return (shown(id)?.reactions ?? []).map(({ emoji, count, user_ids }) => ({
    emoji,
    count,
    people: user_ids.map((userId) => {
      const { display_name: name = say("emoji-someone"), avatar_url } = (userId === me.id ? me : profiles[userId]) ?? {};
      return { id: userId, name, ...faceOf({ id: userId, display_name: name, avatar_url }), is_me: userId === me.id };
    }),
  }));
}
