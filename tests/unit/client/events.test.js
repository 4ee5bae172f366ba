import { expect, test } from "bun:test";
import { applyAck, applyChanges, applyCount, applyEvents, applyRead, applySync, behind, known } from "../../../chat_app/ui/client/events.js";
import { withEntry } from "../../../chat_app/ui/client/outbox.js";
import { ANNA, changed, conversation, ME, message, receipt, seqs, synced } from "./make.js";

const apply = (state, ...events) => applyEvents(state, events, 0);

test("a message arrives once, however often its event does", () => {
  const once = apply(synced([message(1)]), changed(message(2)));
  const twice = apply(once, changed(message(2)), changed(message(1)));
  expect(seqs(twice)).toEqual([1, 2]);
  expect(twice.conversations.c.my.unread).toBe(1);
});

test("an event that comes too early waits for the one before it", () => {
  const early = apply(synced([message(1)]), changed(message(3)));
  expect(seqs(early)).toEqual([1]);
  expect(behind(early, "c")).toBe(1);
  const whole = apply(early, changed(message(2)));
  expect(seqs(whole)).toEqual([1, 2, 3]);
  expect(behind(whole, "c")).toBe(null);
});

test("the changes close a gap, and what waited behind it follows", () => {
  const early = apply(synced([message(1)]), changed(message(4)));
  const repaired = applyChanges(early, "c", [message(3), message(2)], 3);
  expect(seqs(repaired)).toEqual([1, 2, 3, 4]);
  expect(repaired.conversations.c).toMatchObject({ last_seq: 4, last_rev: 4, my: { unread: 3 } });
  expect(behind(repaired, "c")).toBe(null);
});

test("a late answer does not undo what was heard since it was asked for", () => {
  const edited = message(2, { rev: 3, body: "better" });
  const state = apply(synced([message(1)], { my: { read_seq: 1 } }), changed(message(2)), changed(edited));
  const answered = applyChanges(state, "c", [message(2)], 2);
  expect(answered.timelines.c.messages.at(-1)).toEqual(edited);
  expect(answered.conversations.c).toMatchObject({ last_rev: 3, last_message: { body: "better" }, my: { unread: 1 } });
});

test("a history that is older than what was heard meanwhile asks for the rest", () => {
  const state = synced([message(1)]);
  const heard = apply({ ...state, timelines: {} }, changed(message(2)));
  const opened = { ...heard, timelines: state.timelines };
  expect(behind(opened, "c")).toBe(1);
  expect(seqs(applyChanges(opened, "c", [message(2)], 2))).toEqual([1, 2]);
});

test("an edit and a deletion show the message as it is afterwards", () => {
  const edited = message(1, { rev: 2, body: "better", edited_at: "2026-01-01T12:01:00.000Z" });
  const deleted = message(1, { rev: 3, body: "", deleted: true });
  const state = apply(synced([message(1)]), changed(edited), changed(deleted));
  expect(state.timelines.c.messages).toEqual([deleted]);
  expect(state.conversations.c.last_message).toEqual(deleted);
});

test("one's own message is settled by its echo", () => {
  const state = { ...synced(), outbox: withEntry([], { client_id: "k1", conversation_id: "c", body: "hi" }) };
  const echoed = apply(state, changed(message(1, { author: ME })));
  expect(echoed.outbox).toEqual([]);
  expect(seqs(echoed)).toEqual([1]);
  expect(echoed.conversations.c.my.unread).toBe(0);
});

test("one's own message is settled by its acknowledgement, and the echo then changes nothing that shows", () => {
  const state = { ...synced([message(1)]), outbox: withEntry([], { client_id: "k3", conversation_id: "c", body: "hi" }) };
  const own = message(3, { author: ME });
  const acked = applyAck(state, "k3", own);
  expect(acked.outbox).toEqual([]);
  expect(seqs(acked)).toEqual([1, 3]);
  const followed = apply(acked, changed(message(2)), changed(own));
  expect(seqs(followed)).toEqual([1, 2, 3]);
  expect(behind(followed, "c")).toBe(null);
});

test("somebody else's message with the same client_id settles nothing", () => {
  const outbox = withEntry([], { client_id: "k1", conversation_id: "c", body: "hi" });
  expect(apply({ ...synced(), outbox }, changed(message(1))).outbox).toEqual(outbox);
});

test("a sync brings what was missed and forgets what is gone", () => {
  const state = { ...synced([message(1)]), outbox: withEntry([], { client_id: "k2", conversation_id: "c", body: "hi" }) };
  const own = message(2, { author: ME });
  const answer = {
    me: ME,
    conversations: [conversation({ last_seq: 2, last_rev: 2, last_message: own })],
    changes: { c: [own] },
    reset: [],
    presence: {},
    receipts: {},
  };
  const back = applySync(state, answer);
  expect(seqs(back)).toEqual([1, 2]);
  expect(back.outbox).toEqual([]);
  expect(known(back)).toEqual({ c: 2 });
  expect(applySync(back, { ...answer, conversations: [], changes: {} }).timelines).toEqual({});
  expect(applySync(back, { ...answer, changes: {}, reset: ["c"] }).timelines).toEqual({});
});

test("unread counts what others wrote and still stands, thread replies left out", () => {
  const state = apply(
    synced([message(1)], { my: { read_seq: 1 } }),
    changed(message(2)),
    changed(message(3, { author: ME })),
    changed(message(4, { thread_root: "m1" })),
    changed(message(5, { kind: "system" })),
    changed(message(6, { mentions: ["me"] })),
    changed(message(2, { rev: 7, deleted: true })),
    changed(message(2, { rev: 8, deleted: true, reply_count: 1 })),
  );
  expect(state.conversations.c.my).toMatchObject({ unread: 1, mentions: 1 });
});

test("reading on another device counts down here", () => {
  const state = apply(synced([message(1), message(2), message(3)], { my: { unread: 3 } }), receipt("me", 2));
  expect(state.conversations.c.my).toMatchObject({ read_seq: 2, unread: 1 });
  expect(apply(state, receipt("me", 0)).conversations.c.my.unread).toBe(3);
});

test("where the messages are not held, the server has to count, and its answer holds for its own moment alone", () => {
  const state = { ...synced([message(1), message(2), message(3)], { my: { unread: 3 } }), timelines: {} };
  expect(applyRead(state, "c", 3).conversations.c.my.unread).toBe(0);
  const read = applyRead(state, "c", 1);
  expect(read.conversations.c.doubtful).toBe(true);
  const counted = conversation({ last_seq: 3, last_rev: 3, my: { read_seq: 1, unread: 2 } });
  expect(applyCount(read, counted, undefined).conversations.c).toMatchObject({ doubtful: false, my: { unread: 2 } });
  expect(applyCount(read, { ...counted, last_rev: 4 }, undefined)).toBe(read);
  expect(applyCount(read, counted, [0, 0])).toBe(read);
  const deleted = apply(state, changed(message(2, { rev: 4, deleted: true })));
  expect(deleted.conversations.c.doubtful).toBe(true);
});

test("reading a part of what is held is counted without what lies below the window", () => {
  const whole = synced([message(1), message(2), message(3)], { my: { unread: 3 } });
  const timeline = { ...whole.timelines.c, messages: [message(1), message(2)], hasNewer: true };
  const read = applyRead({ ...whole, timelines: { c: timeline } }, "c", 2);
  expect(read.conversations.c).toMatchObject({ doubtful: false, my: { read_seq: 2, unread: 1 } });
});

test("a conversation that changes keeps how far its messages were followed", () => {
  const state = apply(synced([message(1)], { my: { unread: 1 } }), changed(message(2)), {
    type: "conversation",
    conversation: conversation({ name: "Bakery", last_seq: 1, last_rev: 1 }),
  });
  expect(state.conversations.c).toMatchObject({ name: "Bakery", last_seq: 2, last_rev: 2, my: { unread: 2 } });
});

test("of a conversation that one has left nothing remains", () => {
  const state = apply(synced([message(1)]), { type: "conversation_removed", conversation_id: "c" });
  expect([state.conversations, state.timelines, state.receipts]).toEqual([{}, {}, {}]);
  expect(apply(state, changed(message(2))).conversations).toEqual({});
});

test("whoever sends has stopped typing", () => {
  const typing = apply(synced(), { type: "typing", conversation_id: "c", user_id: ANNA.id, on: true });
  expect(typing.typing.c).toEqual({ anna: 5000 });
  expect(apply(typing, changed(message(1))).typing.c).toEqual({});
});

test("an event of a kind that is not known here is passed over", () => {
  const state = synced();
  expect(apply(state, { type: "something_new" })).toBe(state);
});
