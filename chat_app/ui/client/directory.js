/** The dialog in which one looks through the public groups, and joins them. */
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { go } from "./navigation.js";
import { faceOfConversation } from "./portraits.js";
import { slice } from "./slice.js";
import { update } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const SEARCH_AFTER = 150;
const EMPTY = { is_loaded: false, query: "", failure: "", groups: [], next: null, has_more: false, busy: "" };

const [read, write, useDirectory] = slice({ is_open: false, ...EMPTY });
export { useDirectory };

let timer = null;
let latest = 0;

export function browseGroups() {
  write({ is_open: true, ...EMPTY });
  ask("");
}

export function browseOpenChange(isOpen) {
  if (!isOpen) write({ is_open: false });
}

export function searchGroups(event) {
  const query = event.target.value;
  clearTimeout(timer);
  latest += 1; // what is under way answers a question that nobody asks any more
  timer = setTimeout(() => ask(query.trim()), SEARCH_AFTER);
}

export function browseAgain() {
  ask(read().query);
}

export function moreGroups() {
  if (read().next) ask(read().query, read().next);
}

/** Into the group; who is in it already just goes there. */
export async function enterGroup(id) {
  if (read().busy) return;
  const { is_joined } = read().groups.find((group) => group.id === id);
  write({ busy: id });
  try {
    if (!is_joined) {
      const conversation = await request("POST", `/conversations/${id}/join`);
      update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    }
    write({ is_open: false });
    go(`/c/${id}`);
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    write({ busy: "" });
  }
}

async function ask(query, cursor = "") {
  const mine = ++latest;
  write({ failure: "" });
  try {
    const more = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const { items, next } = await request("GET", `/groups?limit=30&q=${encodeURIComponent(query)}${more}`);
    if (mine !== latest) return;
    const groups = [...(cursor ? read().groups : []), ...items.map(row)];
    write({ is_loaded: true, query, groups, next, has_more: next !== null });
  } catch ({ message }) {
    if (mine === latest) write({ is_loaded: true, query, groups: cursor ? read().groups : [], failure: message });
  }
}

function row(group) {
  return {
    id: group.id,
    name: group.name,
    topic: group.topic,
    ...faceOfConversation(group, group.name),
    members: say("members-count", { count: group.member_count }),
    is_joined: group.joined,
  };
}
