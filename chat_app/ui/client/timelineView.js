/** The open conversation's timeline as the page shows it. */
import { glimpsed } from "./glance.js";
import { rowMaker } from "./messageRow.js";
import { firstNew } from "./newLine.js";
import { sameList, whenChanged } from "./reusing.js";
import { threadMarks } from "./threadMarks.js";

const NONE = [];

const rowsOf = rowMaker("timeline");

/** The rows of the open conversation's timeline, what is still on its way at the end. */
export const messageRows = whenChanged(
  ({ timelines, conversations, open, line, outbox, receipts, profiles, seen, me }) => [
    timelines[open.id],
    conversations[open.id],
    receipts[open.id],
    open.seq,
    open.glance,
    line?.id === open.id ? line.after : null,
    outbox,
    profiles,
    seen,
    me,
  ],
  (state, now, before) => {
    const { id, seq } = state.open;
    const conversation = state.conversations[id];
    const timeline = state.timelines[id];
    if (!conversation || !timeline) return NONE;
    const { drawn, above } = glimpsed(state, timeline);
    const isMine = ({ author, kind, deleted }) => author.id === state.me.id && kind === "user" && !deleted;
    const rows = rowsOf(state, now, {
      conversation,
      messages: drawn,
      above,
      entries: timeline.hasNewer ? NONE : state.outbox.filter((entry) => isOf(entry, id)),
      highlighted: seq,
      belowLine: state.line?.id === id ? firstNew(drawn, state.line.after, state.me.id) : null,
      lastOwn: conversation.kind === "group" && !timeline.hasNewer ? drawn.findLast(isMine) : null,
      replies: threadMarks(state, timeline, now),
    });
    return sameList(before, rows);
  },
);

function isOf({ kind, conversation_id, thread_root }, id) {
  return kind === "send" && conversation_id === id && !thread_root;
}
