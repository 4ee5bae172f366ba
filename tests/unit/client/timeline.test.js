import { expect, test } from "bun:test";
import { covers, evicted, fromHistory, withChange, withChanges, withPage } from "../../../chat_app/ui/client/timeline.js";
import { message } from "./make.js";

const run = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const held = (timeline) => timeline.messages.map(({ seq }) => seq);

test("a page knows whether there is more before and after it", () => {
  expect(fromHistory(run(1, 3), 3, 3)).toMatchObject({ hasOlder: false, hasNewer: false });
  expect(fromHistory(run(5, 7), 9, 9)).toMatchObject({ hasOlder: true, hasNewer: true });
  expect(fromHistory([], 0, 0)).toMatchObject({ hasOlder: false, hasNewer: false });
});

test("older and newer pages join the window in order, whatever they overlap", () => {
  const middle = fromHistory(run(4, 6), 9, 9);
  const older = withPage(middle, run(1, 4), 9);
  const whole = withPage(older, run(6, 9).toReversed(), 9);
  expect(held(whole)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(whole).toMatchObject({ hasOlder: false, hasNewer: false });
});

test("a message gives way only to a later state of itself", () => {
  const timeline = fromHistory([message(1, { rev: 5, body: "edited" })], 1, 5);
  expect(withChange(timeline, message(1, { rev: 3, body: "older" }))).toBe(timeline);
  expect(withChange(timeline, message(1, { rev: 6, body: "newer" })).messages[0].body).toBe("newer");
});

test("what lies outside of the window is left to the history", () => {
  const timeline = fromHistory(run(50, 60), 90, 90);
  expect(covers(timeline, 49)).toBe(false);
  expect(covers(timeline, 61)).toBe(false);
  expect(held(withChange(timeline, message(91)))).toEqual(held(timeline));
  expect(held(withChange(timeline, message(10, { rev: 91, deleted: true })))).toEqual(held(timeline));
});

test("changes leave the window up to date even where none of them is in it", () => {
  const timeline = fromHistory(run(50, 60), 60, 60);
  expect(withChanges(timeline, [message(3, { rev: 61 })], 61).rev).toBe(61);
});

test("a window that is too long loses its oldest part and can load it again", () => {
  const timeline = evicted(fromHistory(run(1, 401), 401, 401), 400);
  expect(held(timeline)).toEqual(run(202, 401).map(({ seq }) => seq));
  expect(timeline.hasOlder).toBe(true);
});
