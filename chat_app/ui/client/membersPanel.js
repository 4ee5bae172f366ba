/** The members panel as it is: of which conversation, how much of the list is held, and what is open in it. */
import { request } from "./http.js";
import { go } from "./navigation.js";
import { openPanel } from "./panel.js";
import { slice } from "./slice.js";
import { getState } from "./store.js";

const PAGE = 100;

/** What the panel begins with in every conversation. */
export const EMPTY = {
  of: "",
  is_loading: false,
  failure: "",
  members: [],
  next: null,
  query: "",
  is_adding: false,
  found: [],
  is_searched: false,
  is_editing: false,
  is_saving: false,
  fields: {},
  busy: "",
};

const [readPanel, writePanel, usePanel, subscribePanel] = slice(EMPTY);
export { readPanel, subscribePanel, usePanel, writePanel };

export function openMembersOf(id) {
  openAt(id, "details");
}

export function openSharedOf(id) {
  openAt(id, "shared");
}

function openAt(id, kind) {
  if (getState().open.id !== id) go(`/c/${id}`);
  openPanel(kind);
}

/** Load the first page of a conversation's members, or anew as many as are held. */
export async function loadMembers(id) {
  const isSame = readPanel().of === id;
  const held = isSame ? readPanel().members.length : 0;
  writePanel(isSame ? { is_loading: true, failure: "" } : { ...EMPTY, of: id, is_loading: true });
  if (getState().conversations[id]?.kind === "direct") return writePanel({ is_loading: false });
  try {
    const limit = Math.min(200, Math.max(PAGE, held));
    const { items, next } = await request("GET", `/conversations/${id}/members?limit=${limit}`);
    if (readPanel().of === id) writePanel({ members: items, next, is_loading: false });
  } catch ({ message }) {
    if (readPanel().of === id) writePanel({ failure: message, is_loading: false });
  }
}

export function loadMembersAgain() {
  loadMembers(readPanel().of);
}

/** The next page, where there is one. */
export async function moreMembers() {
  const { of: id, next, is_loading } = readPanel();
  if (!next || is_loading) return;
  writePanel({ is_loading: true });
  try {
    const page = await request("GET", `/conversations/${id}/members?limit=${PAGE}&cursor=${encodeURIComponent(next)}`);
    if (readPanel().of !== id) return;
    writePanel({ members: [...readPanel().members, ...page.items], next: page.next, is_loading: false });
  } catch ({ message }) {
    if (readPanel().of === id) writePanel({ failure: message, is_loading: false });
  }
}

/** Whoever looks for somebody wants them found wherever they stand, so the rest of the list is fetched. */
export async function searchMembers(event) {
  writePanel({ query: event.target.value });
  while (readPanel().query && readPanel().next && !readPanel().failure) {
    const { next } = readPanel();
    await moreMembers();
    if (readPanel().next === next) break;
  }
}
