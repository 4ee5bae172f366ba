/** What one goes through at full size, and what a gallery lists. */
import { expect, test } from "bun:test";
import { monthsOf, renewed, withPage } from "../../../chat_app/ui/client/galleryItems.js";
import { slidesHeld } from "../../../chat_app/ui/client/slides.js";
import { ANNA, file, message, picture, synced } from "./make.js";

const names = (slides) => slides.map(({ file: { name } }) => name);

test("the pictures and videos of a conversation follow each other as they were sent, without threads and what is deleted", () => {
  const clip = file("clip.mp4", "video", "video/mp4");
  const state = synced([
    message(1, { attachments: [picture(1), file("plan.pdf"), picture(2)] }),
    message(2, { attachments: [picture(3)], thread_root: "m1" }),
    message(3, { attachments: [], deleted: true }),
    message(4, { attachments: [clip] }),
  ]);
  const entry = { kind: "send", client_id: "k", conversation_id: "c", body: "", attachments: [picture(9)], created_at: message(5).created_at };
  const held = { ...state, panel: { of: "m1" }, outbox: [entry, { ...entry, client_id: "x", conversation_id: "other" }] };
  expect(names(slidesHeld(false, held))).toEqual(["picture 1.png", "picture 2.png", "clip.mp4", "picture 9.png"]);
  expect(slidesHeld(false, held)[0]).toMatchObject({ author: ANNA.display_name, seq: 1, conversation_id: "c" });
});

test("in a thread there are those of its root and its replies", () => {
  const root = message(1, { attachments: [picture(1)] });
  const extracts = { m1: { conversation_id: "c", kind: "thread", root, messages: [message(2, { attachments: [picture(2)], thread_root: "m1" })] } };
  const state = { ...synced([message(3, { attachments: [picture(3)] })]), extracts, panel: { of: "m1" } };
  expect(names(slidesHeld(true, state))).toEqual(["picture 1.png", "picture 2.png"]);
});

test("a gallery says each thing once, by months", () => {
  const item = (seq, created_at) => ({ message_id: `m${seq}`, seq, author: ANNA, created_at, file: picture(seq) });
  const first = withPage([], { items: [item(3, "2026-03-02T12:00:00Z"), item(2, "2026-03-01T12:00:00Z")], next: "x" }, "media");
  const second = withPage(first.items, { items: [item(2, "2026-03-01T12:00:00Z"), item(1, "2026-01-05T12:00:00Z")], next: null }, "media");
  expect(second.next).toBe(null);
  expect(monthsOf(second.items).map(({ month, rows }) => [month, rows.map(({ name }) => name)])).toEqual([
    ["March 2026", ["picture 3.png", "picture 2.png"]],
    ["January 2026", ["picture 1.png"]],
  ]);
});

test("asked again, a gallery has what is new, loses what is gone, and keeps what is older", () => {
  const item = (seq) => ({ message_id: `m${seq}`, seq, author: ANNA, created_at: "2026-03-02T12:00:00Z", file: picture(seq) });
  const held = withPage([], { items: [5, 4, 3, 2, 1].map(item), next: "x" }, "media");
  const seqs = ({ items, next }) => [...items.map(({ seq }) => seq), next];
  expect(seqs(renewed(held, { items: [6, 5, 3].map(item), next: "y" }, "media"))).toEqual([6, 5, 3, 2, 1, "x"]);
  expect(seqs(renewed(held, { items: [6, 5].map(item), next: null }, "media"))).toEqual([6, 5, null]);
  expect(seqs(renewed({ items: [], next: null }, { items: [2, 1].map(item), next: "y" }, "media"))).toEqual([2, 1, "y"]);
});

test("a link without a title is known by its address", () => {
  const link = (url, title) => ({ message_id: "m1", seq: 1, author: ANNA, created_at: "2026-03-02T12:00:00Z", url, title });
  const { items } = withPage([], { items: [link("https://www.example.org/", "https://www.example.org/"), link("https://example.org/a/b", null), link("https://example.org/c", "See"), link("mailto:a@example.org", "mailto:a@example.org")], next: null }, "links");
  expect(items.map(({ row }) => [row.name, row.host])).toEqual([
    ["example.org", "example.org"],
    ["example.org/a/b", "example.org"],
    ["See", "example.org"],
    ["mailto:a@example.org", ""],
  ]);
});
