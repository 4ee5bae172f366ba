import { expect, test } from "bun:test";
import { lowestOfOthers, readersOf, statusAt, withReceipt } from "../../../chat_app/ui/client/receipts.js";

test("a message counts as read or delivered when it is so by all others", () => {
  const receipts = { me: [9, 9], anna: [3, 7], bob: [5, 6] };
  const lowest = lowestOfOthers(receipts, 3, "me");
  expect([3, 6, 7].map((seq) => statusAt(seq, lowest))).toEqual(["read", "delivered", "sent"]);
});

test("as long as somebody's receipts are not known, nothing is claimed of all", () => {
  expect(lowestOfOthers({ anna: [3, 3] }, 3, "me")).toEqual([0, 0]);
  expect(lowestOfOthers(undefined, 1, "me")).toEqual([0, 0]);
});

test("what was read was delivered", () => {
  const event = { conversation_id: "c", user_id: "anna", read_seq: 4, delivered_seq: 2 };
  expect(withReceipt({}, event)).toEqual({ c: { anna: [4, 4] } });
});

test("nobody waits for a webhook, and it is never said to have read", () => {
  const webhook = [2 ** 31 - 1, 2 ** 31 - 1];
  const receipts = { anna: [1, 2], hook: webhook, me: [5, 5] };
  expect(lowestOfOthers(receipts, 3, "me")).toEqual([1, 2]);
  expect(readersOf(receipts, 1, "me")).toBe(1);
  expect(lowestOfOthers({ hook: webhook, me: [5, 5] }, 2, "me")).toEqual([0, 0]);
});
