import { expect, test } from "bun:test";
import { applyEvents } from "../../../chat_app/ui/client/events.js";
import { withEntry } from "../../../chat_app/ui/client/outbox.js";
import { conversationRows } from "../../../chat_app/ui/client/sidebarView.js";
import { messageRows } from "../../../chat_app/ui/client/timelineView.js";
import { openView, typingText } from "../../../chat_app/ui/client/views.js";
import { changed, conversation, ME, message, receipt, synced } from "./make.js";

const NOW = new Date("2026-01-01T13:00:00.000Z");

test("one new message makes one new row, and the others stay the same objects", () => {
  const state = synced([message(1), message(2)]);
  const before = messageRows(state, NOW);
  const after = messageRows(applyEvents(state, [changed(message(3))], 0), NOW);
  expect(after.length).toBe(3);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBe(before[1]);
});

test("a message keeps its row while it goes from pending to sent to read", () => {
  const state = synced([], { member_count: 2 });
  const entry = { client_id: "k1", conversation_id: "c", body: "hi", created_at: NOW.toISOString() };
  const pending = { ...state, outbox: withEntry([], entry) };
  const sent = applyEvents(pending, [changed(message(1, { author: ME })), receipt("anna", 0)], 0);
  const read = applyEvents(sent, [receipt("anna", 1)], 0);
  const rows = [pending, sent, read].map((one) => messageRows(one, NOW)[0]);
  expect(rows.map(({ key }) => key)).toEqual(["k1", "k1", "k1"]);
  expect(rows.map(({ status }) => status)).toEqual(["pending", "sent", "read"]);
});

test("an author's name stands once over what they wrote within five minutes", () => {
  const later = message(3, { created_at: "2026-01-01T12:30:00.000Z" });
  const rows = messageRows(synced([message(1), message(2), later, message(4, { author: ME, created_at: later.created_at })]), NOW);
  expect(rows.map(({ is_first }) => is_first)).toEqual([true, false, true, true]);
});

test("thread replies are left to their thread", () => {
  expect(messageRows(synced([message(1), message(2, { thread_root: "m1" })]), NOW).length).toBe(1);
});

test("at first sight there are as many rows as fill the screen, at the end or around what is new, then all; none becomes another", () => {
  const state = synced([1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => message(seq)));
  const glancing = { ...state, open: { ...state.open, glance: 3 } };
  const seqsOf = (one) => messageRows(one, NOW).map(({ seq }) => seq);
  expect(seqsOf(glancing)).toEqual([7, 8, 9]);
  expect(openView(glancing).room_above).toBeGreaterThan(0);
  expect(seqsOf({ ...glancing, line: { id: "c", after: 6, isSeen: false } })).toEqual([4, 5, 6, 7, 8, 9]);
  const first = messageRows(glancing, NOW);
  const all = messageRows(state, NOW);
  expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(all.slice(-3).every((row, at) => row === first[at])).toBe(true);
  expect(openView(state).room_above).toBe(0);
});

test("whoever is led to a message sees it at once, however far above it is", () => {
  const state = synced([1, 2, 3, 4, 5].map((seq) => message(seq)));
  const rows = messageRows({ ...state, open: { ...state.open, seq: 1, glance: 2 } }, NOW);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});

test("the sidebar begins with the newest activity", () => {
  const state = synced([message(1)]);
  const quiet = conversation({ id: "q", name: "Quiet", created_at: "2025-01-01T00:00:00.000Z" });
  const busy = conversation({ id: "b", name: "Busy", last_message: message(9, { conversation_id: "b" }), last_seq: 9 });
  const rows = conversationRows({ ...state, conversations: { q: quiet, ...state.conversations, b: busy } }, NOW);
  expect(rows.map(({ title }) => title)).toEqual(["Busy", "Kitchen", "Quiet"]);
});

test("one's own typing is not told to oneself, and nobody types for ever", () => {
  const state = { ...synced([message(1)]), typing: { c: { me: 9e15, anna: NOW.getTime() + 1 } } };
  expect(typingText(state, NOW)).toBe("Anna Berg is typing");
  expect(typingText(state, new Date(NOW.getTime() + 1))).toBe("");
});
