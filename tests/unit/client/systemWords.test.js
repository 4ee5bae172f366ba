import { expect, test } from "bun:test";
import { systemLines, systemSentence } from "../../../chat_app/ui/client/systemWords.js";
import { message } from "./make.js";

function told(seq, type, fields = {}, more = {}) {
  const event = { type, actor_id: `u${seq}`, actor_name: `Person ${seq}`, user_ids: [], names: [], ...fields };
  return message(seq, { kind: "system", body: "In English.", event, ...more });
}

const said = (messages) => [...systemLines(messages).values()];

test("what happened is said by names", () => {
  expect(systemSentence(told(1, "renamed", { name: "Beds" }))).toContain("Person 1 renamed the group");
  expect(systemSentence(told(1, "topic", { topic: "Soup" }))).toContain("Soup");
  expect(systemSentence(told(1, "posting", { posting: "admins" }))).not.toBe(systemSentence(told(1, "posting", { posting: "everyone" })));
});

test("of many names three are said, and how many there are besides", () => {
  const names = ["Ada", "Ben", "Cleo", "Dora", "Emil"];
  const sentence = (count) => systemSentence(told(1, "added", { names: names.slice(0, count) }));
  expect(sentence(4)).toContain("Dora");
  expect(sentence(5)).not.toContain("Dora");
  expect(sentence(5)).toContain("2");
});

test("people who join one after the other are one line, at the last of them", () => {
  const lines = said([told(1, "joined"), told(2, "joined"), told(3, "joined")]);
  expect(lines.slice(0, 2)).toEqual(["", ""]);
  for (const name of ["Person 1", "Person 2", "Person 3"]) expect(lines[2]).toContain(name);
});

test("a message, another deed or another day begins a line anew", () => {
  const tomorrow = { created_at: "2026-01-03T12:00:00.000Z" };
  for (const between of [message(2), told(2, "left")]) {
    const lines = systemLines([told(1, "joined"), between, told(3, "joined")]);
    expect(lines.get("m1")).not.toBe("");
    expect(lines.get("m3")).not.toContain("Person 1");
  }
  expect(said([told(1, "joined"), told(2, "joined", {}, tomorrow)])).not.toContain("");
});

test("one that was deleted has no line, and one of a newer server its own words", () => {
  expect(said([message(1, { kind: "system", body: "", deleted: true })])).toEqual([""]);
  expect(said([told(1, "painted")])).toEqual(["In English."]);
});
