import { expect, test } from "bun:test";
import { inOrder } from "../../../chat_app/ui/client/steady.js";

const rows = (keys) => [...keys].map((key) => ({ key }));
const keys = (list) => list.map(({ key }) => key).join("");

test("rows keep the order that is held, whatever it has become", () => {
  expect(keys(inOrder(rows("cab"), ["a", "b", "c"]))).toBe("abc");
});

test("what is new stands at the end, and what is gone leaves no hole", () => {
  expect(keys(inOrder(rows("yxcb"), ["a", "b", "c"]))).toBe("bcyx");
});

test("without an order held, the list is the very same one", () => {
  const list = rows("cab");
  expect(inOrder(list, null)).toBe(list);
});
