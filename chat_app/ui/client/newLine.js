/**
 * The line above what is new: `{id, after, isSeen}`, the conversation, one's read mark as one came there, and whether
 * it was on the screen since.
 *
 * It is drawn when one opens a conversation with something unread, or when something comes while nobody looks, and
 * stays where it is until one leaves, writes, or has it put away.
 */
import { counts } from "./unread.js";

/** The state with the line where it belongs in the conversation that was just opened. */
export function withLineAtEntering(state) {
  return { ...state, line: lineOf(state) };
}

/** The state after news: where nothing was unread `before` them, what is unread now begins below a line. */
export function withLineAfter(state, before) {
  const { id } = state.open;
  const wasRead = !before.conversations[id]?.my.unread;
  const hasLine = state.line?.id === id && !wasRead;
  return hasLine || !unreadOf(state, id) ? state : { ...state, line: lineOf(state) };
}

export function withoutLine(state) {
  return state.line ? { ...state, line: null } : state;
}

export function withLineSeen(state) {
  return state.line && !state.line.isSeen ? { ...state, line: { ...state.line, isSeen: true } } : state;
}

/** The message right below the line, or undefined: what somebody else wrote, and still stands. */
export function firstNew(messages, after, me) {
  return messages.find((message) => message.seq > after && counts(message, me));
}

function lineOf(state) {
  const { id } = state.open;
  return unreadOf(state, id) ? { id, after: state.conversations[id].my.read_seq, isSeen: false } : null;
}

function unreadOf(state, id) {
  return state.conversations[id]?.my.unread ?? 0;
}
