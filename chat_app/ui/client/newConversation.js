/** The dialog that begins a conversation: with one person, or a group. */
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { go } from "./navigation.js";
import { slice } from "./slice.js";
import { getState, update } from "./store.js";

const DIALOG = "new-conversation";
const SEARCH_AFTER = 120;
const EMPTY = { is_group: false, is_busy: false, people: [], chosen: [], is_searched: false, message: "", fields: {} };

const [read, write, useNewConversation] = slice(EMPTY);
export { useNewConversation };

let timer = null;
let latest = 0;

export function openNewConversation() {
  const dialog = document.getElementById(DIALOG);
  dialog.querySelector("form").reset();
  write(EMPTY);
  dialog.showModal();
  search("");
}

export function closeNewConversation() {
  document.getElementById(DIALOG).close();
}

/** A press on the backdrop closes; on the dialog itself it does not. */
export function pressedDialog(event) {
  if (event.target === event.currentTarget) closeNewConversation();
}

export function setGroup(isGroup) {
  write({ is_group: isGroup, message: "", fields: {} });
}

export function searchPeople(event) {
  const text = event.target.value;
  clearTimeout(timer);
  timer = setTimeout(() => search(text), SEARCH_AFTER);
}

async function search(text) {
  const mine = ++latest;
  try {
    const { items } = await request("GET", `/users?limit=20&q=${encodeURIComponent(text.trim())}`);
    // An answer that was overtaken by a later question is of no use.
    if (mine !== latest) return;
    const people = items.filter((user) => user.id !== getState().me?.id).map(person);
    write({ people: people.map(withChosen), is_searched: true });
  } catch ({ message }) {
    if (mine === latest) write({ message });
  }
}

/** In a direct conversation a choice is enough; in a group it adds somebody or takes them off again. */
export function pick(id) {
  const chosen = read().people.find((one) => one.id === id) ?? read().chosen.find((one) => one.id === id);
  if (!read().is_group) return create({ kind: "direct", member_ids: [id] });
  const others = read().chosen.filter((one) => one.id !== id);
  write({ chosen: others.length < read().chosen.length ? others : [...others, chosen] });
  write({ people: read().people.map(withChosen) });
}

export function createGroup(event) {
  event.preventDefault();
  if (!read().is_group) return;
  const given = new FormData(event.currentTarget);
  create({
    kind: "group",
    name: given.get("name"),
    visibility: given.get("public") ? "public" : "private",
    member_ids: read().chosen.map((one) => one.id),
  });
}

async function create(wanted) {
  if (read().is_busy) return;
  write({ is_busy: true, message: "", fields: {} });
  try {
    const conversation = await request("POST", "/conversations", wanted);
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    closeNewConversation();
    go(`/c/${conversation.id}`);
  } catch ({ message, fields = {} }) {
    write({ message: fields.name ? "" : message, fields });
  } finally {
    write({ is_busy: false });
  }
}

function person({ id, username, display_name }) {
  return { id, username, name: display_name, is_chosen: false };
}

function withChosen(one) {
  return { ...one, is_chosen: read().chosen.some((other) => other.id === one.id) };
}
