import { expect, test } from "bun:test";
import { titleOf, waiting } from "../../../chat_app/ui/client/attention.js";
import { initialState } from "../../../chat_app/ui/client/state.js";
import { conversation } from "./make.js";

const NOW = Date.UTC(2026, 0, 1);

function stateOf(...mine) {
  const list = mine.map((my, at) => conversation({ id: `c${at}`, name: `Group ${at}`, my }));
  return { ...initialState, conversations: Object.fromEntries(list.map((one) => [one.id, one])) };
}

test("the number is the sum of what is unread", () => {
  expect(waiting(stateOf({ unread: 2 }, { unread: 3, mentions: 1 }, { unread: 0 }), NOW)).toBe(5);
});

test("of what is muted, or followed by mentions alone, only mentions count; of what is silenced nothing", () => {
  const later = new Date(NOW + 1000).toISOString();
  const earlier = new Date(NOW - 1000).toISOString();
  expect(waiting(stateOf({ unread: 4, mentions: 1, muted_until: later }), NOW)).toBe(1);
  expect(waiting(stateOf({ unread: 4, mentions: 1, muted_until: earlier }), NOW)).toBe(4);
  expect(waiting(stateOf({ unread: 4, mentions: 1, notify: "mentions" }), NOW)).toBe(1);
  expect(waiting(stateOf({ unread: 4, mentions: 1, notify: "nothing" }), NOW)).toBe(0);
});

test("the tab says how much waits, and where one is", () => {
  const state = stateOf({ unread: 3 }, { unread: 0 });
  expect(titleOf(state, NOW)).toBe("(3) Parley");
  expect(titleOf({ ...state, open: { ...state.open, id: "c1" } }, NOW)).toBe("(3) Group 1 · Parley");
  expect(titleOf({ ...stateOf({ unread: 0 }), open: { ...state.open, id: "c0" } }, NOW)).toBe("Group 0 · Parley");
});
