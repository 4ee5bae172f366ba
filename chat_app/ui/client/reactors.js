/** Who reacted to a message, by name. Whose name is not known here yet is asked of the server, many at once. */
import { request } from "./http.js";
import { nameOf } from "./names.js";
import { getState, isOnline, subscribe, update } from "./store.js";
import { locale, say } from "./text.js";

const NAMED = 8;
const ASKED_AT_ONCE = 200;

const asked = new Set();

/** The names of whoever reacted, for what is made of a message: as text, so that it can be compared. */
export function namesOfReactors(state, conversation, message) {
  if (message.reactions.length === 0) return "";
  const ids = message.reactions.flatMap((reaction) => named(reaction, state.me.id));
  return JSON.stringify(Object.fromEntries(ids.map((id) => [id, nameOf(state, conversation.id, id)])));
}

/** "You, Ada and 3 others reacted with 👍", of the names that `namesOfReactors` gave. */
export function reactedWords(reaction, me, names) {
  const { emoji, count, user_ids } = reaction;
  const known = names ? JSON.parse(names) : {};
  const shown = named(reaction, me).map((id) => known[id]).filter(Boolean);
  if (user_ids.includes(me)) shown.unshift(say("emoji-you"));
  const left = count - shown.length;
  if (shown.length === 0) return say("emoji-people", { count, emoji });
  const all = left > 0 ? [...shown, say("emoji-others", { count: left })] : shown;
  const list = new Intl.ListFormat(locale(), { type: "conjunction" }).format(all);
  return say("emoji-reacted", { names: list, emoji });
}

/** Learn the names that the open conversation lacks, as its messages come. Called once. */
export function learnReactors() {
  let before = {};
  subscribe(() => {
    const state = getState();
    const { timelines, extracts, open, connection } = state;
    const now = { timeline: timelines[open.id], extracts, connection };
    if (Object.keys(now).every((name) => now[name] === before[name])) return;
    before = now;
    if (!open.id || !isOnline()) return;
    const windows = [now.timeline, ...Object.values(extracts).filter(({ conversation_id }) => conversation_id === open.id)];
    const ids = windows.flatMap((one) => one?.messages ?? []).flatMap(({ reactions }) => reactions.flatMap((one) => named(one, state.me.id)));
    learn(ids.filter((id) => nameOf(state, open.id, id) === ""));
  });
}

/** Have the profiles of these people; whom one knows already is not asked for again. */
export async function learn(ids) {
  const wanted = [...new Set(ids)].filter((id) => !asked.has(id)).slice(0, ASKED_AT_ONCE);
  if (wanted.length === 0) return;
  for (const id of wanted) asked.add(id);
  try {
    const { items } = await request("GET", `/users?ids=${wanted.join(",")}`);
    const found = Object.fromEntries(items.map((user) => [user.id, user]));
    update((state) => ({ ...state, profiles: { ...found, ...state.profiles } }));
  } catch {
    for (const id of wanted) asked.delete(id);
  }
}

/** Those whose names a reaction shows, oneself left out. */
function named({ user_ids }, me) {
  return user_ids.filter((id) => id !== me).slice(0, NAMED);
}
