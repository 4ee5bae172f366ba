/** Finding people by a part of their name, for whoever is to be written to or taken in. */
import { request } from "./http.js";
import { faceOf } from "./portraits.js";
import { getState } from "./store.js";

const SEARCH_AFTER = 120;

/**
 * A search that asks once the typing pauses, and drops the answers that a later question overtook.
 * `onAnswer(people, text)` gets everybody but oneself, `onFailure(message)` what went wrong.
 */
export function peopleSearch(onAnswer, onFailure) {
  let timer = null;
  let latest = 0;
  const ask = async (text) => {
    clearTimeout(timer);
    const mine = ++latest;
    try {
      const { items } = await request("GET", `/users?limit=20&q=${encodeURIComponent(text.trim())}`);
      if (mine !== latest) return;
      onAnswer(items.filter((user) => user.id !== getState().me?.id).map(person), text.trim());
    } catch ({ message }) {
      if (mine === latest) onFailure(message);
    }
  };
  const soon = (text) => {
    clearTimeout(timer);
    latest += 1; // what is under way answers a question that nobody asks any more
    timer = setTimeout(() => ask(text), SEARCH_AFTER);
  };
  return { ask, soon };
}

/** Somebody as a list shows them. */
export function person(user) {
  const { id, username, display_name, presence } = user;
  return {
    id,
    username,
    name: display_name,
    ...faceOf(user),
    presence: getState().presence[id] ?? presence ?? "",
    is_chosen: false,
    is_active: false,
  };
}
