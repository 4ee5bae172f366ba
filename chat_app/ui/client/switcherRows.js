/** What the quick switcher offers for a text, the best first. */
import { ordered, title } from "./conversations.js";
import { fit, folded } from "./matching.js";
import { faceOfConversation } from "./portraits.js";
import { presenceOf } from "./presence.js";
import { say } from "./text.js";

const MOST = 12;
const UNREAD = 12;
const MENTIONED = 6;
const FAVOURITE = 8;
const LATEST = 10;
const PERSON_WITHOUT = -4;

/**
 * Rows `{id, kind, title, hint, …}` for conversations of the state, people who were found, and actions. Among those
 * that fit alike the unread, the favourites and the latest come first; the open one comes last while nothing is typed.
 */
export function switcherRows(state, people, text) {
  const typed = folded(text.replace(/^[@#]/, ""));
  const all = ordered(state.conversations);
  const conversations = all.map((one, at) => ({ row: conversationRow(state, one), score: weight(one, at, typed, state.open.id) }));
  const met = new Set(all.map((one) => one.peer?.id));
  const others = people
    .filter(({ id }) => !met.has(id))
    .map((one) => ({ row: personRow(one), score: better(fit(folded(one.name), typed), fit(folded(one.username), typed)) + PERSON_WITHOUT }));
  const actions = typed ? actionsFor(text.trim(), typed) : [];
  return [...conversations, ...others, ...actions]
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ row }) => row);
}

function weight(conversation, at, typed, open) {
  const { unread, mentions, favourite } = conversation.my;
  const names = [title(conversation), conversation.peer?.username ?? ""];
  const score = Math.max(...names.map((name) => fit(folded(name), typed)));
  if (!score) return 0;
  if (!typed && conversation.id === open) return 0.1;
  const dear = (unread ? UNREAD : 0) + (mentions ? MENTIONED : 0) + (favourite ? FAVOURITE : 0);
  return score + dear + LATEST / (at + 1);
}

function better(...scores) {
  return Math.max(...scores);
}

function conversationRow(state, one) {
  const isDirect = one.kind === "direct";
  return {
    id: `c:${one.id}`,
    kind: "conversation",
    title: title(one),
    hint: isDirect ? `@${one.peer?.username ?? ""}` : "",
    ...faceOfConversation(one, title(one)),
    presence: presenceOf(state, one),
    unread: one.my.unread,
    unread_text: one.my.unread > 99 ? "99+" : String(one.my.unread),
    mentioned: one.my.mentions > 0,
  };
}

function personRow({ id, name, username, initials, tint, avatar, presence }) {
  return { ...BARE, id: `p:${id}`, kind: "person", title: name, hint: `@${username}`, initials, tint, avatar, presence };
}

const BARE = { hint: "", initials: "", tint: 0, avatar: "", presence: "", unread: 0, unread_text: "", mentioned: false };

function actionsFor(text, typed) {
  const named = ["search", "new", "shortcuts"].map((name) => {
    const label = say(`switcher-${name}`);
    return { row: { ...BARE, id: `a:${name}`, kind: "action", title: label }, score: fit(folded(label), typed) / 2 };
  });
  const search = { ...BARE, id: "s:", kind: "action", title: say("switcher-search-for", { words: text }) };
  return [...named, { row: search, score: 0.5 }];
}
