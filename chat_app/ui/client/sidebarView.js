/** The list of conversations as the page shows it. A line is made anew only where something in it has changed. */
import { ordered, title } from "./conversations.js";
import { saidBy } from "./fileWords.js";
import { byMessage, foreseen } from "./operations.js";
import { faceOfConversation } from "./portraits.js";
import { isMuted } from "./preferences.js";
import { presenceOf } from "./presence.js";
import { keyed, sameList, whenChanged } from "./reusing.js";
import { isUndisturbed, statusOf } from "./status.js";
import { systemSentence } from "./systemWords.js";
import { shortOf } from "./times.js";
import { say } from "./text.js";

const NONE = [];

const lines = keyed(conversationRow);

/** One line of the sidebar for each conversation. */
export const conversationRows = whenChanged(
  ({ conversations, presence, connection, open, drafts, outbox, me, now }) => [
    conversations,
    presence,
    connection,
    open.id,
    drafts,
    outbox,
    me,
    now,
  ],
  (state, now, before) => {
    const unsent = lastSends(state.outbox);
    const done = byMessage(state.outbox);
    const rows = ordered(state.conversations, unsent).map((one) => {
      const isOpen = one.id === state.open.id;
      const entries = done.get(one.last_message?.id) ?? NONE;
      const draft = isOpen ? "" : (state.drafts[one.id] ?? "");
      const presence = presenceOf(state, one);
      const standing = [presence, statusOf(one.peer, state.now).emoji, isUndisturbed(one.peer, state.now)];
      const mine = [isOpen, isMuted(one, state.now), draft, entries, state.me?.id];
      return lines.of(one.id, [one, unsent[one.id], ...standing, ...mine, now.toDateString()]);
    });
    lines.swept();
    return sameList(before, rows);
  },
);

function conversationRow(one, unsent, presence, status, isUndisturbed, isOpen, isMuted, draft, entries, me, today) {
  const stored = one.last_message && foreseen(one.last_message, entries, me);
  const last = unsent ? { ...unsent, kind: "user", author: { id: me } } : stored;
  return {
    key: one.id,
    href: `/c/${one.id}`,
    title: title(one),
    is_direct: one.kind === "direct",
    ...faceOfConversation(one, title(one)),
    preview: preview(one, last, me),
    draft: draft.replace(/\s+/g, " ").slice(0, 120),
    time: last ? shortOf(last.created_at, new Date(today)) : "",
    unread: one.my.unread,
    unread_text: one.my.unread > 999 ? "999+" : String(one.my.unread),
    mentioned: one.my.mentions > 0,
    is_muted: isMuted,
    is_favourite: one.my.favourite ?? false,
    is_archived: one.archived,
    presence,
    status_emoji: status,
    is_undisturbed: isUndisturbed,
    is_open: isOpen,
  };
}

function preview(conversation, last, me) {
  if (!last) return say("sidebar-no-messages");
  if (last.deleted) return say("sidebar-message-deleted");
  if (last.kind === "system") return systemSentence(last);
  const text = saidBy(last).replace(/\s+/g, " ").slice(0, 120);
  if (last.author.id === me) return say("sidebar-you", { text });
  return conversation.kind === "direct" ? text : `${last.author.display_name.split(" ")[0]}: ${text}`;
}

/** By conversation, the last message that is still on its way, threads aside. */
function lastSends(outbox) {
  return Object.fromEntries(outbox.filter(({ kind, thread_root }) => kind === "send" && !thread_root).map((entry) => [entry.conversation_id, entry]));
}
