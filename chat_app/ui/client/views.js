/** The open conversation, the connection and oneself, as the page shows them: what has not changed stays the same object. */
import { title } from "./conversations.js";
import { roomAbove } from "./glance.js";
import { closedBecause, mayManage } from "./membership.js";
import { faceOf, faceOfConversation } from "./portraits.js";
import { nameOf } from "./names.js";
import { isMuted } from "./preferences.js";
import { lastSeenOf, presenceOf } from "./presence.js";
import { sameObject } from "./reusing.js";
import { isUndisturbed, seenText, statusLine, statusOf } from "./status.js";
import { say } from "./text.js";
import { shortOf } from "./times.js";

/** The open conversation's head, and what the timeline has to say about itself. */
export const openView = reusingOne((state) => {
  const { id } = state.open;
  const conversation = state.conversations[id];
  const timeline = state.timelines[id];
  const isKnown = state.me !== null;
  return {
    id: id ?? "",
    exists: Boolean(conversation),
    is_missing: isKnown && Boolean(id) && (state.failures[id] === "" || (!conversation && state.connection === "online")),
    is_loaded: Boolean(timeline && conversation),
    is_unreachable: !timeline && state.connection === "offline",
    failure: state.failures[id] ?? "",
    is_empty: Boolean(timeline) && timeline.messages.length === 0 && !state.outbox.some((entry) => entry.conversation_id === id),
    is_choosable: isKnown && !id,
    has_conversations: Object.keys(state.conversations).length > 0,
    title: conversation ? title(conversation) : "",
    ...(conversation ? faceOfConversation(conversation, title(conversation)) : faceOf(null)),
    is_direct: conversation?.kind === "direct",
    presence: conversation ? presenceOf(state, conversation) : "",
    about: conversation ? about(state, conversation) : "",
    status: statusLine(conversation?.peer, state.now),
    is_undisturbed: isUndisturbed(conversation?.peer, state.now),
    is_favourite: conversation?.my.favourite ?? false,
    is_muted: conversation ? isMuted(conversation, state.now) : false,
    is_archived: conversation?.archived ?? false,
    closed: conversation ? closedBecause(conversation) : "",
    can_return: Boolean(conversation?.archived) && conversation.my.role === "owner",
    can_manage: conversation?.kind === "group" && mayManage(conversation.my.role, conversation.archived),
    has_topic: Boolean(conversation?.topic),
    room_above: roomAbove(state),
    has_older: timeline?.hasOlder ?? false,
    has_newer: timeline?.hasNewer ?? false,
    highlighted: state.open.seq ?? 0,
  };
});

export const connectionView = reusingOne((state) => {
  const waits = state.outbox.filter(({ status }) => status === "pending").length;
  const text = state.connection === "online" ? "" : say(`connection-${state.connection}`, { waits });
  return { state: state.connection, text: state.trouble ?? text };
});

export const meView = reusingOne(({ me, connection, now }) => ({
  id: me?.id ?? "",
  name: me?.display_name ?? "",
  username: me?.username ?? "",
  ...faceOf(me),
  presence: connection === "online" ? "online" : "offline",
  status_emoji: statusOf(me, now).emoji,
  status: statusLine(me, now),
  is_undisturbed: isUndisturbed(me, now),
  quiet_until: isUndisturbed(me, now) ? shortOf(me.dnd_until, new Date(now)) : "",
  is_owner: me?.role === "owner",
  is_admin: ["owner", "admin"].includes(me?.role),
}));

/** "Anna is typing", or nothing. */
export function typingText(state, now) {
  const { id } = state.open;
  const typing = Object.entries(state.typing[id] ?? {})
    .filter(([user, until]) => user !== state.me?.id && until > now.getTime())
    .map(([user]) => nameOf(state, id, user) || say("timeline-someone"));
  if (typing.length === 0) return "";
  if (typing.length === 1) return say("timeline-typing", { name: typing[0] });
  return typing.length === 2
    ? say("timeline-typing-two", { first: typing[0], second: typing[1] })
    : say("timeline-typing-many");
}

function about(state, conversation) {
  if (conversation.kind === "direct") {
    const presence = presenceOf(state, conversation);
    if (presence === "offline") return seenText(lastSeenOf(state, conversation), state.now) || say("common-offline");
    return presence && say(`common-${presence}`);
  }
  const members = say("members-count", { count: conversation.member_count });
  return conversation.topic ? `${members} · ${conversation.topic}` : members;
}

function reusingOne(view) {
  let lastState, last;
  return (state) => {
    if (state !== lastState) {
      lastState = state;
      last = sameObject(last, view(state));
    }
    return last;
  };
}
