/** The open thread as the panel shows it. */
import { closedBecause } from "./membership.js";
import { rowMaker } from "./messageRow.js";
import { foreseen, byMessage } from "./operations.js";
import { sameList, whenChanged } from "./reusing.js";
import { say } from "./text.js";

const NONE = [];
const NOTHING = { id: "", is_loaded: false, is_offline: false, has_earlier: false, count: "", root: NONE, rows: NONE, closed: "" };

const rootRow = rowMaker("panel");
const replyRows = rowMaker("panel");

/** The root, as a list of one row, and the replies, with what is on its way at their end. */
export const threadView = whenChanged(
  ({ panel, extracts, conversations, open, receipts, connection, outbox, profiles, me }) => [
    panel,
    extracts[panel.of],
    conversations[open.id],
    receipts[open.id],
    connection,
    outbox,
    profiles,
    me,
  ],
  (state, now, before = NOTHING) => {
    const { kind, of: id, seq } = state.panel;
    const conversation = state.conversations[state.open.id];
    if (kind !== "thread" || !conversation) return NOTHING;
    const thread = state.extracts[id];
    if (!thread) return { ...NOTHING, id, is_offline: state.connection === "offline" };
    const { root, messages, hasOlder } = thread;
    const entries = state.outbox.filter((entry) => entry.kind === "send" && entry.thread_root === id);
    const highlighted = seq || null;
    const count = foreseen(root, byMessage(state.outbox).get(root.id) ?? NONE, state.me.id).reply_count + entries.length;
    return {
      id,
      is_loaded: true,
      is_offline: false,
      has_earlier: hasOlder,
      count: count ? say("thread-replies", { count }) : "",
      root: sameList(before.root, rootRow(state, now, { conversation, messages: [root] })),
      rows: sameList(before.rows, replyRows(state, now, { conversation, messages, entries, highlighted, above: beginningOf(root) })),
      closed: closedBecause(conversation),
    };
  },
);

threadView.nothing = NOTHING;

/** The first reply says its day where it is another, and its author in any case. */
function beginningOf({ created_at }) {
  return { created_at, kind: "", author: { id: "" } };
}
