import { expect, test } from "bun:test";
import { foreseen, fulfilled } from "../../../chat_app/ui/client/operations.js";
import { message } from "./make.js";

const react = (emoji, on) => ({ kind: "react", emoji, on });

test("an edit is shown as it was typed until the server has rendered it", () => {
  const edit = { kind: "edit", body: "*better*", created_at: "2026-01-01T12:01:00.000Z" };
  expect(foreseen(message(1), [edit], "me")).toMatchObject({ body: "*better*", html: "", edited_at: edit.created_at });
});

test("a deleted message leaves nothing of itself, whatever else was done to it", () => {
  const shown = foreseen(message(1), [{ kind: "delete" }, react("🎉", true), { kind: "edit", body: "still here" }], "me");
  expect(shown).toMatchObject({ deleted: true, body: "", html: "", reactions: [] });
});

test("a reaction joins those that are there, and taking it back leaves theirs", () => {
  const others = message(1, { reactions: [{ emoji: "🎉", count: 1, user_ids: ["anna"] }] });
  const both = foreseen(others, [react("🎉", true), react("👀", true)], "me");
  expect(both.reactions).toEqual([
    { emoji: "🎉", count: 2, user_ids: ["anna", "me"] },
    { emoji: "👀", count: 1, user_ids: ["me"] },
  ]);
  expect(foreseen(both, [react("🎉", false), react("👀", false)], "me").reactions).toEqual(others.reactions);
});

test("a reaction that is there already is not counted twice", () => {
  const held = message(1, { reactions: [{ emoji: "🎉", count: 1, user_ids: ["me"] }] });
  expect(foreseen(held, [react("🎉", true)], "me")).toBe(held);
});

test("a message without anything done to it stays the same object", () => {
  const held = message(1);
  expect(foreseen(held, [], "me")).toBe(held);
});

test("an edit is done when the text is the one that was written", () => {
  expect(fulfilled({ kind: "edit", body: "text 1" }, message(1), "me")).toBe(true);
  expect(fulfilled({ kind: "edit", body: "other" }, message(1), "me")).toBe(false);
  expect(fulfilled({ kind: "delete" }, message(1), "me")).toBe(false);
});
