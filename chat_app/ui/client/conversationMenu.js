/** What can be done with a conversation from its line in the sidebar. */
import { useSyncExternalStore } from "react";
import { moveMark } from "./marks.js";
import { leaveGroup } from "./members.js";
import { openMembersOf } from "./membersPanel.js";
import { menuSubject, useSharedMenu } from "./menus.js";
import { getState, subscribe } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

/** Which of it makes sense for the conversation that the menu was opened for, as a few words. */
export function useConversationMenu() {
  const { subject } = useSharedMenu();
  const offers = useSyncExternalStore(subscribe, () => offersFor(subject), () => "");
  return { can_read: offers.includes("read;"), can_unread: offers.includes("mark;"), can_leave: offers.includes("leave;") };
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

export function leaveConversation() {
  leaveGroup(menuSubject());
}

function subject() {
  return getState().conversations[menuSubject()];
}

function offersFor(id) {
  const { conversations, me, open } = getState();
  const conversation = conversations[id];
  if (!conversation) return "";
  const last = conversation.last_message;
  const isOthers = last?.kind === "user" && !last.deleted && last.author.id !== me?.id;
  const canMark = conversation.my.unread === 0 && isOthers && id !== open.id;
  return `${conversation.my.unread > 0 ? "read;" : ""}${canMark ? "mark;" : ""}${conversation.kind === "group" ? "leave;" : ""}`;
}
