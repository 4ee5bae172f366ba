/** What can be done with a conversation from its line in the sidebar. */
import { useMemo, useSyncExternalStore } from "react";
import { moveMark } from "./marks.js";
import { leaveGroup } from "./members.js";
import { openMembersOf, openSharedOf } from "./membersPanel.js";
import { menuSubject, useSharedMenu } from "./menus.js";
import { FOREVER, isMuted, mute, prefer, toggleFavourite, unmute } from "./preferences.js";
import { getState, subscribe } from "./store.js";
import { shortOf } from "./times.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const NOTHING = { can_read: false, can_unread: false, can_leave: false, is_favourite: false, is_muted: false, muted_until: "", level: "all" };

/** Which of it makes sense for the conversation that the menu was opened for, and how that is set up. */
export function useConversationMenu() {
  const { subject } = useSharedMenu();
  const offers = useSyncExternalStore(subscribe, () => JSON.stringify(offersFor(subject)), () => JSON.stringify(offersFor("")));
  return useMemo(() => JSON.parse(offers), [offers]);
}

export function favour() {
  toggleFavourite(menuSubject());
}

/** For so many hours, or until it is turned on again. */
export function muteFor(hours) {
  mute(menuSubject(), hours);
}

export function turnOn() {
  unmute(menuSubject());
}

/** `all`, `mentions` or `nothing`. */
export function setLevel(level) {
  prefer(menuSubject(), { notify: level });
}

export function markAsRead() {
  const { id, last_seq } = subject();
  moveMark(id, last_seq);
}

/** From the last message on, if somebody else wrote it. */
export function markAsUnread() {
  const { id, last_message } = subject();
  moveMark(id, last_message.seq - 1);
}

export async function copyConversationLink() {
  const link = `${location.origin}/c/${menuSubject()}`;
  try {
    await navigator.clipboard.writeText(link);
    toast({ text: say("sidebar-link-copied"), tone: "done" });
  } catch {
    // Browsers give the clipboard to pages over https and on this machine alone.
    toast({ text: say("sidebar-link-is", { link }) });
  }
}

export function showMembers() {
  openMembersOf(menuSubject());
}

export function showShared() {
  openSharedOf(menuSubject());
}

export function leaveConversation() {
  leaveGroup(menuSubject());
}

function subject() {
  return getState().conversations[menuSubject()];
}

function offersFor(id) {
  const { conversations, me, open, now } = getState();
  const conversation = conversations[id];
  if (!conversation) return NOTHING;
  const last = conversation.last_message;
  const isOthers = last?.kind === "user" && !last.deleted && last.author.id !== me?.id;
  const canMark = conversation.my.unread === 0 && isOthers && id !== open.id;
  return {
    can_read: conversation.my.unread > 0,
    can_unread: canMark,
    can_leave: conversation.kind === "group",
    is_favourite: conversation.my.favourite ?? false,
    is_muted: isMuted(conversation, now),
    muted_until: mutedUntil(conversation, now),
    level: conversation.my.notify ?? "all",
  };
}

/** A clock time or a day; nothing where it is until further notice. */
function mutedUntil(conversation, now) {
  const { muted_until: until } = conversation.my;
  return isMuted(conversation, now) && until !== FOREVER ? shortOf(until, new Date(now)) : "";
}
