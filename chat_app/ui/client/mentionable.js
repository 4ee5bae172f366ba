/** Who can be mentioned in the open conversation: whoever is known at once, then whom the server finds. */
import { request } from "./http.js";
import { faceOf } from "./portraits.js";
import { getState } from "./store.js";
import { say } from "./text.js";

/** Up to this many members are loaded once, and searched here. */
const LOADED_WHOLE = 200;
const ASKED_AFTER = 120;
const MOST = 8;
/** As the server has it (`MENTIONED_BY_ALL`). */
const CALLED_BY_ALL = 100;

let whole = { of: null, changes: 0, people: [] };
let timer = null;

/** Call `offer(items)` with those whose name fits, once or twice. */
export async function peopleNamed(query, offer) {
  clearTimeout(timer);
  const { open, conversations, memberships } = getState();
  const conversation = conversations[open.id];
  if (!conversation) return;
  const isWhole = whole.of === open.id && whole.changes === (memberships[open.id] ?? 0);
  const known = isWhole ? whole.people : knownIn(conversation);
  const show = (people) => offer(completions(conversation, query, people));
  show(known);
  if (isWhole || conversation.kind === "direct") return;
  const found = await askedFor(conversation, query).catch(() => []);
  if (getState().open.id === conversation.id) show(joined(known, found));
}

/** Everybody of a small group, kept for the next time; of a large one whom the server finds once the typing pauses. */
async function askedFor({ id, member_count }, query) {
  const path = `/conversations/${id}/members?limit=${LOADED_WHOLE}`;
  if (member_count <= LOADED_WHOLE) {
    const changes = getState().memberships[id] ?? 0;
    const { items } = await request("GET", path);
    whole = { of: id, changes, people: items.map(({ user }) => user) };
    return whole.people;
  }
  await new Promise((resolve) => {
    timer = setTimeout(resolve, ASKED_AFTER);
  });
  const { items } = await request("GET", `/conversations/${id}/members?limit=${MOST}&q=${encodeURIComponent(query)}`);
  return items.map(({ user }) => user);
}

/** The other one of two, or whoever wrote what is held; who wrote last comes first. */
function knownIn({ id, peer }) {
  if (peer) return [peer];
  const { timelines, profiles } = getState();
  const authors = (timelines[id]?.messages ?? []).filter(({ kind }) => kind === "user").map(({ author }) => author);
  return joined(authors.reverse().map((author) => ({ ...author, ...profiles[author.id] })));
}

function joined(...lists) {
  return [...new Map(lists.flat().toReversed().map((user) => [user.id, user])).values()].reverse();
}

function completions(conversation, query, people) {
  const words = query.toLowerCase();
  const called = mayCallAll(conversation) ? ["all", "here"].filter((name) => name.startsWith(words)) : [];
  const ranked = people
    .filter(({ id }) => id !== getState().me.id)
    .map((user) => [rank(user, words), user])
    .filter(([place]) => place < 3)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST - called.length);
  return [...ranked.map(([, user]) => person(user)), ...called.map(everybody)];
}

function rank({ username, display_name }, words) {
  const name = display_name.toLowerCase();
  if (username.startsWith(words) || name.startsWith(words)) return 0;
  if (name.split(/\s+/).some((word) => word.startsWith(words))) return 1;
  return username.includes(words) || name.includes(words) ? 2 : 3;
}

function mayCallAll({ kind, member_count, my }) {
  return kind === "group" && (member_count <= CALLED_BY_ALL || my.role !== "member");
}

function person(user) {
  const { id, username, display_name, presence } = user;
  return {
    ...NOBODY,
    key: id,
    insert: `@${username}`,
    kind: "person",
    label: display_name,
    detail: `@${username}`,
    ...faceOf(user),
    presence: getState().presence[id] ?? presence ?? "",
  };
}

function everybody(name) {
  return { ...NOBODY, key: name, insert: `@${name}`, kind: "group", label: `@${name}`, detail: say(name === "all" ? "writing-call-all" : "writing-call-here") };
}

const NOBODY = { emoji: "", initials: "", tint: 0, avatar: "", presence: "" };
