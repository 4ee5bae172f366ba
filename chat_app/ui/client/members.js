/** The members panel: who is in the open conversation, and what may be done about that. */
import { useEffect, useSyncExternalStore } from "react";
import { confirm } from "./confirming.js";
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { choices, mayManage, ranked } from "./membership.js";
import { menuSubject, useSharedMenu } from "./menus.js";
import { go } from "./navigation.js";
import { peopleSearch } from "./people.js";
import { initial, initials, tint } from "./portraits.js";
import { shared } from "./sharing.js";
import { slice } from "./slice.js";
import { getState, subscribe, update } from "./store.js";
import { sinceOf } from "./times.js";
import { toast } from "./toasts.js";

const BESIDE = "(min-width: 1200px)";
const PAGE = 100;
const LONGEST_NAME = 80;
const LONGEST_TOPIC = 250;
const EMPTY = {
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

const [read, write, useSlice, subscribePanel] = slice({ is_open: false, ...EMPTY });
const CLOSED = { ...EMPTY, is_open: false, is_beside: true, found: [], fields: {}, peer: {} };

let seen = {};

const search = peopleSearch(
  (found) => write({ found, is_searched: true }),
  (message) => toast({ text: message, tone: "error" }),
);

/** For the page: keeps the panel at the open conversation. */
export function useMembers() {
  const panel = useSyncExternalStore(subscribeBoth, readView, () => CLOSED);
  const id = useSyncExternalStore(subscribe, () => getState().open.id, () => null);
  const changes = useSyncExternalStore(subscribe, () => changesOf(id), () => "");
  useEffect(() => {
    if (panel.is_open && id) load(id);
  }, [panel.is_open, id, changes]);
  return panel;
}

/** For the button that opens it, which has nothing to do with what is in it. */
export function useMembersOpen() {
  return useSlice().is_open;
}

/** What the menu of a member offers. */
export function useMemberMenu() {
  const { subject } = useSharedMenu();
  const panel = useSlice();
  const one = panel.members.find((member) => member.user.id === subject);
  const { roles, remove } = one ? choicesFor(one) : { roles: [], remove: false };
  return {
    can_be_owner: roles.includes("owner"),
    can_be_admin: roles.includes("admin"),
    can_be_member: roles.includes("member"),
    can_remove: remove,
  };
}

export function toggleMembers() {
  write({ is_open: !read().is_open });
}

export function membersOpenChange(isOpen) {
  write({ is_open: isOpen });
}

export function openMembersOf(id) {
  write({ is_open: true });
  if (getState().open.id !== id) go(`/c/${id}`);
}

export function loadMembersAgain() {
  load(read().of);
}

/** The next page, where there is one. */
export async function moreMembers() {
  const { of: id, next, is_loading } = read();
  if (!next || is_loading) return;
  write({ is_loading: true });
  try {
    const page = await request("GET", `/conversations/${id}/members?limit=${PAGE}&cursor=${encodeURIComponent(next)}`);
    if (read().of !== id) return;
    write({ members: [...read().members, ...page.items], next: page.next, is_loading: false });
  } catch ({ message }) {
    if (read().of === id) write({ failure: message, is_loading: false });
  }
}

/** Whoever looks for somebody wants them found wherever they stand, so the rest of the list is fetched. */
export async function searchMembers(event) {
  write({ query: event.target.value });
  while (read().query && read().next && !read().failure) {
    const { next } = read();
    await moreMembers();
    if (read().next === next) break;
  }
}

export function startAdding() {
  write({ is_adding: true, found: [], is_searched: false });
  search.ask("");
}

export function stopAdding() {
  write({ is_adding: false });
}

export function searchToAdd(event) {
  search.soon(event.target.value);
}

export async function addMember(userId) {
  const { of: id } = read();
  await busyWith(userId, async () => {
    const member = await request("PUT", `/conversations/${id}/members/${userId}`);
    if (read().of === id) keep(member);
  });
}

export async function makeRole(role) {
  const { of: id, members } = read();
  const userId = menuSubject();
  const { user } = members.find((member) => member.user.id === userId);
  const isStepDown = userId === getState().me.id;
  if (role === "owner" || isStepDown) {
    const isSure = await confirm(
      isStepDown
        ? { title: "Step down as owner?", text: "Only another owner can make you one again.", action: "Step down" }
        : {
            title: `Make ${user.display_name} an owner?`,
            text: "Owners can do everything in this group, delete it, and no longer be removed by admins.",
            action: "Make owner",
          },
    );
    if (!isSure) return;
  }
  await busyWith(userId, async () => {
    const member = await request("PATCH", `/conversations/${id}/members/${userId}`, { role });
    if (read().of === id) keep(member);
  });
}

export async function removeMember() {
  const { of: id, members } = read();
  const userId = menuSubject();
  const { user } = members.find((member) => member.user.id === userId);
  const isSure = await confirm({
    title: `Remove ${user.display_name}?`,
    text: "They no longer see this group. What they wrote stays.",
    action: "Remove",
    isDanger: true,
  });
  if (!isSure) return;
  await busyWith(userId, async () => {
    await request("DELETE", `/conversations/${id}/members/${userId}`);
    if (read().of === id) write({ members: read().members.filter((member) => member.user.id !== userId) });
  });
}

export function leaveOpenGroup() {
  leaveGroup(read().of);
}

export async function leaveGroup(id) {
  const { name, visibility } = getState().conversations[id];
  const isSure = await confirm({
    title: `Leave ${name}?`,
    text: visibility === "public" ? "You can join again at any time." : "To come back, somebody has to add you.",
    action: "Leave",
    isDanger: true,
  });
  if (!isSure) return;
  try {
    await request("POST", `/conversations/${id}/leave`);
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

export function startEditing() {
  write({ is_editing: true, fields: {} });
}

export function stopEditing() {
  write({ is_editing: false });
}

export async function saveGroup(event) {
  event.preventDefault();
  const { of: id, is_saving } = read();
  if (is_saving) return;
  const form = event.currentTarget;
  const name = form.elements.name.value.trim();
  const topic = form.elements.topic.value.trim();
  const fields = {};
  if (!name) fields.name = "A group needs a name.";
  else if ([...name].length > LONGEST_NAME) fields.name = `A name has at most ${LONGEST_NAME} characters.`;
  if ([...topic].length > LONGEST_TOPIC) fields.topic = `A topic has at most ${LONGEST_TOPIC} characters.`;
  write({ fields });
  if (fields.name || fields.topic) {
    form.elements[fields.name ? "name" : "topic"].focus();
    return;
  }
  write({ is_saving: true });
  try {
    const conversation = await request("PATCH", `/conversations/${id}`, { name, topic });
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    write({ is_editing: false });
  } catch ({ message, fields: refused = {} }) {
    const said = Object.fromEntries(Object.entries(refused).map(([field, why]) => [field, `The ${field} ${why}.`]));
    write({ fields: said });
    if (Object.keys(said).length === 0) toast({ text: message, tone: "error" });
  } finally {
    write({ is_saving: false });
  }
}

async function load(id) {
  const isSame = read().of === id;
  const held = isSame ? read().members.length : 0;
  write(isSame ? { is_loading: true, failure: "" } : { ...EMPTY, of: id, is_loading: true });
  if (getState().conversations[id]?.kind === "direct") return write({ is_loading: false });
  try {
    const limit = Math.min(200, Math.max(PAGE, held));
    const { items, next } = await request("GET", `/conversations/${id}/members?limit=${limit}`);
    if (read().of === id) write({ members: items, next, is_loading: false });
  } catch ({ message }) {
    if (read().of === id) write({ failure: message, is_loading: false });
  }
}

/** One thing at a time with one person; a refusal is said as the server says it. */
async function busyWith(userId, act) {
  if (read().busy) return;
  write({ busy: userId });
  try {
    await act();
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    write({ busy: "" });
  }
}

function keep(member) {
  const others = read().members.filter((one) => one.user.id !== member.user.id);
  write({ members: [...others, member] });
}

function choicesFor(member) {
  const { me, conversations } = getState();
  const conversation = conversations[read().of];
  if (!conversation) return { roles: [], remove: false };
  return choices({
    mine: conversation.my.role,
    theirs: member.role,
    isMe: member.user.id === me?.id,
    isLastOwner: read().members.filter((one) => one.role === "owner").length === 1,
    isArchived: conversation.archived,
  });
}

/** Something that is another whenever the list may have changed. */
function changesOf(id) {
  const { memberships, conversations } = getState();
  return `${memberships?.[id] ?? 0} ${conversations[id]?.member_count} ${conversations[id]?.my.role}`;
}

function subscribeBoth(listener) {
  const query = window.matchMedia(BESIDE);
  query.addEventListener("change", listener);
  const ends = [subscribe(listener), subscribePanel(listener)];
  return () => {
    query.removeEventListener("change", listener);
    for (const end of ends) end();
  };
}

/** A message somewhere changes the state, but not this, and then it has to stay the same object. */
function readView() {
  const panel = read();
  const state = getState();
  const isBeside = window.matchMedia(BESIDE).matches;
  if (panel !== seen.panel || state !== seen.state || isBeside !== seen.isBeside) {
    seen = { panel, state, isBeside, view: shared(seen.view, view(panel, state, isBeside)) };
  }
  return seen.view;
}

function view(panel, state, isBeside) {
  const conversation = state.conversations[state.open.id];
  if (!panel.is_open || !conversation) return CLOSED;
  const isCurrent = panel.of === state.open.id;
  const isGroup = conversation.kind === "group";
  const words = panel.query.trim().toLowerCase();
  const matching = panel.members.filter(
    ({ user }) => !words || `${user.display_name} ${user.username}`.toLowerCase().includes(words),
  );
  return {
    is_open: true,
    is_beside: isBeside,
    is_group: isGroup,
    is_loading: !isCurrent || (panel.is_loading && panel.members.length === 0),
    failure: isCurrent && panel.members.length === 0 ? panel.failure : "",
    name: conversation.name ?? "",
    topic: conversation.topic ?? "",
    initials: isGroup ? initial(conversation.name) : "",
    tint: tint(conversation.id),
    is_public: conversation.visibility === "public",
    is_archived: conversation.archived,
    count: conversation.member_count,
    can_manage: isGroup && mayManage(conversation.my.role, conversation.archived),
    has_more: panel.next !== null,
    query: panel.query,
    members: isCurrent ? ranked(matching).map((member) => row(member, state, panel.busy)) : [],
    is_adding: panel.is_adding,
    is_searched: panel.is_searched,
    found: panel.found.map((one) => addable(one, panel)),
    is_editing: panel.is_editing,
    is_saving: panel.is_saving,
    fields: panel.fields,
    peer: peerCard(conversation.peer, state),
  };
}

function row(member, state, busy) {
  const user = { ...member.user, ...state.profiles[member.user.id] };
  const { roles, remove } = choicesFor(member);
  const isMe = user.id === state.me?.id;
  return {
    id: user.id,
    name: user.display_name,
    username: user.username,
    initials: initials(user.display_name),
    tint: tint(user.id),
    presence: isMe ? "online" : (state.presence[user.id] ?? user.presence ?? "offline"),
    role: { owner: "Owner", admin: "Admin", member: "" }[member.role],
    is_me: isMe,
    is_busy: busy === user.id,
    has_menu: roles.length > 0 || remove,
  };
}

function addable(one, panel) {
  const isMember = panel.members.some((member) => member.user.id === one.id);
  return { ...one, is_chosen: isMember, is_active: panel.busy === one.id };
}

function peerCard(peer, state) {
  const presence = peer ? (state.presence[peer.id] ?? peer.presence ?? "offline") : "";
  return {
    name: peer?.display_name ?? "",
    username: peer?.username ?? "",
    initials: initials(peer?.display_name ?? ""),
    tint: tint(peer?.id ?? ""),
    presence,
    status: [peer?.status_emoji, peer?.status_text].filter(Boolean).join(" "),
    seen: presence === "offline" && peer?.last_seen_at ? `Last seen ${sinceOf(peer.last_seen_at, new Date())}` : "",
  };
}
