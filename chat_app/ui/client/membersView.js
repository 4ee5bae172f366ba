/** The members panel as the page shows it. */
import { useEffect, useSyncExternalStore } from "react";
import { choices, mayManage, ranked } from "./membership.js";
import { EMPTY, loadMembers, readPanel, subscribePanel, usePanel } from "./membersPanel.js";
import { useSharedMenu } from "./menus.js";
import { usePanelKind } from "./panel.js";
import { title } from "./conversations.js";
import { faceOf, faceOfConversation } from "./portraits.js";
import { shared } from "./sharing.js";
import { getState, subscribe } from "./store.js";
import { lastSeenOf } from "./presence.js";
import { isUndisturbed, seenText, statusLine, statusOf } from "./status.js";
import { say } from "./text.js";

const CLOSED = { ...EMPTY, is_open: false, found: [], fields: {}, peer: {} };

const NO_CHOICES = { roles: [], remove: false, handover: false };

let seen = {};

/** For the page: keeps the panel at the open conversation. */
export function useMembers() {
  const panel = useSyncExternalStore(subscribeBoth, readView, () => CLOSED);
  const isOpen = usePanelKind() === "details";
  const id = useSyncExternalStore(subscribe, () => getState().open.id, () => null);
  const changes = useSyncExternalStore(subscribe, () => changesOf(id), () => "");
  useEffect(() => {
    // Of a group that is gone nobody is told the members.
    if (isOpen && getState().conversations[id]) loadMembers(id);
  }, [isOpen, id, changes]);
  return panel;
}

/** What the menu of a member offers. */
export function useMemberMenu() {
  const { subject } = useSharedMenu();
  const panel = usePanel();
  const one = panel.members.find((member) => member.user.id === subject);
  const { roles, remove, handover } = one ? choicesFor(one) : NO_CHOICES;
  return {
    can_be_owner: roles.includes("owner"),
    can_be_admin: roles.includes("admin"),
    can_be_member: roles.includes("member"),
    can_remove: remove,
    can_be_handed: handover,
  };
}

function choicesFor(member) {
  const { me, conversations } = getState();
  const conversation = conversations[readPanel().of];
  if (!conversation) return NO_CHOICES;
  return choices({
    mine: conversation.my.role,
    theirs: member.role,
    isMe: member.user.id === me?.id,
    isLastOwner: readPanel().members.filter((one) => one.role === "owner").length === 1,
    isArchived: conversation.archived,
  });
}

/** Something that is another whenever the list may have changed. */
function changesOf(id) {
  const { memberships, conversations } = getState();
  return `${memberships?.[id] ?? 0} ${conversations[id]?.member_count} ${conversations[id]?.my.role}`;
}

function subscribeBoth(listener) {
  const ends = [subscribe(listener), subscribePanel(listener)];
  return () => {
    for (const end of ends) end();
  };
}

/** A message somewhere changes the state, but not this, and then it has to stay the same object. */
function readView() {
  const panel = readPanel();
  const state = getState();
  if (panel !== seen.panel || state !== seen.state) {
    seen = { panel, state, view: shared(seen.view, view(panel, state)) };
  }
  return seen.view;
}

function view(panel, state) {
  const conversation = state.conversations[state.open.id];
  if (state.panel.kind !== "details" || !conversation) return CLOSED;
  const isCurrent = panel.of === state.open.id;
  const isGroup = conversation.kind === "group";
  const words = panel.query.trim().toLowerCase();
  const matching = panel.members.filter(
    ({ user }) => !words || `${user.display_name} ${user.username}`.toLowerCase().includes(words),
  );
  return {
    is_open: true,
    is_group: isGroup,
    is_loading: !isCurrent || (panel.is_loading && panel.members.length === 0),
    failure: isCurrent && panel.members.length === 0 ? panel.failure : "",
    name: conversation.name ?? "",
    topic: conversation.topic ?? "",
    ...faceOfConversation(conversation, title(conversation)),
    is_public: conversation.visibility === "public",
    is_archived: conversation.archived,
    is_restricted: conversation.posting === "admins",
    count: conversation.member_count,
    can_manage: isGroup && mayManage(conversation.my.role, conversation.archived),
    is_admin: isGroup && mayManage(conversation.my.role, false),
    is_owner: isGroup && conversation.my.role === "owner",
    has_more: panel.next !== null,
    query: panel.query,
    members: isCurrent ? ranked(matching).map((member) => row(member, state, panel.busy)) : [],
    is_adding: panel.is_adding,
    is_searched: panel.is_searched,
    found: panel.found.map((one) => addable(one, panel)),
    is_editing: panel.is_editing,
    is_saving: panel.is_saving,
    fields: panel.fields,
    peer: peerCard(conversation, state),
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
    ...faceOf(user),
    presence: isMe ? "online" : (state.presence[user.id] ?? user.presence ?? "offline"),
    status_emoji: statusOf(user, state.now).emoji,
    status: statusLine(user, state.now),
    is_undisturbed: isUndisturbed(user, state.now),
    role: member.role === "member" ? "" : say(`members-role-${member.role}`),
    is_bot: user.role === "bot",
    is_me: isMe,
    is_busy: busy === user.id,
    has_menu: roles.length > 0 || remove,
  };
}

function addable(one, panel) {
  const isMember = panel.members.some((member) => member.user.id === one.id);
  return { ...one, is_chosen: isMember, is_active: panel.busy === one.id };
}

function peerCard(conversation, state) {
  const { peer } = conversation;
  const presence = peer ? (state.presence[peer.id] ?? peer.presence ?? "offline") : "";
  return {
    name: peer?.display_name ?? "",
    username: peer?.username ?? "",
    ...faceOf(peer),
    presence,
    status: statusLine(peer, state.now),
    is_undisturbed: isUndisturbed(peer, state.now),
    seen: presence === "offline" ? seenText(lastSeenOf(state, conversation), state.now) : "",
  };
}
