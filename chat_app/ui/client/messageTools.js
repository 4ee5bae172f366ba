/** What can be done with the message of a row. */
import { useSyncExternalStore } from "react";
import { copy } from "./copying.js";
import { beginEditing } from "./editing.js";
import { pickEmoji, usedEmoji } from "./emoji.js";
import { markUnreadFrom } from "./marks.js";
import { menuSubject, useSharedMenu } from "./menus.js";
import { isInPanel, messageIdOf } from "./messageRow.js";
import { shown } from "./messages.js";
import { goToMessage } from "./opening.js";
import { openPanel, showThread, showTimeline } from "./panel.js";
import { hasReacted } from "./operations.js";
import { leave, wasPressedLong } from "./pointing.js";
import { showReactions } from "./reactionsDialog.js";
import { beginReply } from "./replying.js";
import { pin, react, remove } from "./sending.js";
import { getState, subscribe } from "./store.js";

/** Which of it the menu offers for the message that it was opened for. */
export function useMessageMenu() {
  const { subject } = useSharedMenu();
  const offers = useSyncExternalStore(subscribe, () => offersFor(subject), () => "");
  return {
    can_pin: offers.includes("pin;"),
    can_unpin: offers.includes("unpin;"),
    can_edit: offers.includes("edit;"),
    can_delete: offers.includes("delete;"),
    can_unread: offers.includes("mark;"),
    can_report: offers.includes("report;"),
    has_reactions: offers.includes("reactions;"),
  };
}

export function reactTo(id, emoji) {
  const message = shown(id);
  if (!message || message.deleted || wasPressedLong()) return;
  if (!hasReacted(message, emoji, getState().me.id)) usedEmoji(emoji);
  react(message, emoji);
}

/** Look for an emoji to react with. */
export async function pickReaction(id, event) {
  const { currentTarget: button } = event;
  const row = button.closest("article");
  const emoji = await pickEmoji(button);
  row.focus();
  const message = shown(id);
  if (emoji && message && !hasReacted(message, emoji, getState().me.id)) reactTo(id, emoji);
}

export function replyTo(row) {
  leave();
  beginReply(row);
}

/** The thread on the message, or the one that it stands in. */
export function openThreadOf(row) {
  leave();
  const message = shown(messageIdOf(row));
  if (message) showThread(message.thread_root ?? message.id);
}

export function editMessage(row) {
  leave();
  beginEditing(row);
}

export function deleteMessage(row) {
  leave();
  const message = shown(messageIdOf(row));
  if (message) remove(message);
  document.getElementById(isInPanel(row) ? "thread-composer" : "composer")?.focus();
}

export function togglePin(row) {
  const message = shown(messageIdOf(row));
  if (message && !message.deleted) pin(message, !message.pinned);
}

export function showReaders(row) {
  leave();
  openPanel("seen", messageIdOf(row));
}

export function copyMessage(row) {
  copy(shown(messageIdOf(row))?.body ?? "", "message-copied");
}

export function copyMessageLink(row) {
  const { conversation_id, seq } = shown(messageIdOf(row));
  copy(`${location.origin}/c/${conversation_id}/m/${seq}`, "tools-link-copied");
}

/** Go to the message that this one quotes. */
export function goToQuoted(row) {
  const message = shown(messageIdOf(row));
  if (!message?.reply_to) return;
  const { seq } = message.reply_to;
  const { panel, extracts } = getState();
  if (isInPanel(row) && extracts[panel.of]?.messages.some((one) => one.seq === seq)) return showThread(panel.of, seq);
  if (isInPanel(row)) showTimeline();
  goToMessage(message.conversation_id, seq);
}

export const pinFromMenu = () => togglePin(menuSubject());
export const editFromMenu = () => editMessage(menuSubject());
export const unreadFromMenu = () => markUnreadFrom(messageIdOf(menuSubject()));
export const deleteFromMenu = () => deleteMessage(menuSubject());
export const readersFromMenu = () => showReaders(menuSubject());
export const reactionsFromMenu = () => showReactions(menuSubject());
export const copyFromMenu = () => copyMessage(menuSubject());
export const copyLinkFromMenu = () => copyMessageLink(menuSubject());

function offersFor(row) {
  const message = row && shown(messageIdOf(row));
  const conversation = message && getState().conversations[message.conversation_id];
  if (!conversation || message.deleted || message.kind === "system") return "";
  const { me } = getState();
  const isMine = message.author.id === me.id;
  const isModerator = conversation.kind === "group" && ["admin", "owner"].includes(conversation.my.role);
  const may = conversation.archived
    ? []
    : [message.pinned ? "unpin" : "pin", isMine && "edit", (isMine || isModerator) && "delete"];
  if (!isMine && message.kind === "user" && !message.thread_root) may.push("mark");
  if (!isMine && message.kind === "user") may.push("report");
  if (message.reactions.length > 0) may.push("reactions");
  return may.filter(Boolean).map((one) => `${one};`).join("");
}
