/** The quick switcher: one field that leads to every conversation, person and action. */
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { go } from "./navigation.js";
import { openNewConversation } from "./newConversation.js";
import { goTo } from "./opening.js";
import { peopleSearch } from "./people.js";
import { openSearch } from "./searching.js";
import { openHelp } from "./shortcutHelp.js";
import { slice } from "./slice.js";
import { getState, update } from "./store.js";
import { switcherRows } from "./switcherRows.js";
import { toast } from "./toasts.js";

const FIELD = "switcher-field";
const NOBODY = { text: "", people: [] };

const [read, write, useSwitcher] = slice({ is_open: false, rows: [], active: "", ...NOBODY });
export { useSwitcher };

// Without a network there are the conversations that are held.
const search = peopleSearch((people) => show({ people }), () => {});

export function toggleSwitcher() {
  if (read().is_open) return write({ is_open: false });
  write({ is_open: true });
  show({ ...NOBODY });
}

export function switcherOpenChange(isOpen) {
  if (!isOpen) write({ is_open: false });
}

/** Where the focus goes when it opens. */
export function switcherField() {
  return document.getElementById(FIELD);
}

export function switcherTyped({ target }) {
  show({ text: target.value });
  if (target.value.trim()) search.soon(target.value.replace(/^@/, ""));
}

export function switcherKey(event) {
  const { rows, active } = read();
  if (event.nativeEvent.isComposing || rows.length === 0) return;
  const at = rows.findIndex(({ id }) => id === active);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = rows[(at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length].id;
    write({ active: next });
    document.getElementById(`switch-${next}`)?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter") {
    event.preventDefault();
    choose(active);
  }
}

/** Go where the row leads. */
export function choose(id) {
  const [kind, about] = id.split(":");
  write({ is_open: false });
  if (kind === "c") goTo(about);
  else if (kind === "p") begin(about);
  else if (kind === "s") go(`/search?q=${encodeURIComponent(read().text.trim())}`);
  else ({ search: openSearch, new: openNewConversation, shortcuts: openHelp })[about]();
}

async function begin(userId) {
  try {
    const conversation = await request("POST", "/conversations", { kind: "direct", member_ids: [userId] });
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    goTo(conversation.id);
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

function show(changes) {
  write(changes);
  const { text, people } = read();
  const rows = switcherRows(getState(), people, text);
  write({ rows, active: rows[0]?.id ?? "" });
}
