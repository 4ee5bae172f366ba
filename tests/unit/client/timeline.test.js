import { expect, test } from "bun:test";
import { covers, cut, drawnOf, fromHistory, KEPT, MOST, shows, withChange, withChanges, withPage } from "../../../chat_app/ui/client/timeline.js";
import { message } from "./make.js";

const run = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const page = (items, last) => ({ items, last_seq: last, last_rev: last });
const held = (timeline) => timeline.messages.map(({ seq }) => seq);

test("a page knows whether there is more before and after it", () => {
  expect(fromHistory(run(1, 3), 3, 3)).toMatchObject({ hasOlder: false, hasNewer: false });
  expect(fromHistory(run(5, 7), 9, 9)).toMatchObject({ hasOlder: true, hasNewer: true });
  expect(fromHistory([], 0, 0)).toMatchObject({ hasOlder: false, hasNewer: false });
});

test("older and newer pages join the window in order, whatever they overlap", () => {
  const middle = fromHistory(run(4, 6), 9, 9);
  const older = withPage(middle, page(run(1, 4), 9));
  const whole = withPage(older, page(run(6, 9).toReversed(), 9));
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

test("a page that is older than the window has it ask for what was changed since", () => {
  const timeline = fromHistory(run(4, 6), 6, 9);
  expect(withPage(timeline, { items: run(1, 3), last_seq: 6, last_rev: 7 }).rev).toBe(7);
  expect(withPage(timeline, { items: run(1, 3), last_seq: 6, last_rev: 11 }).rev).toBe(9);
});

test("a window that is too long loses what is farthest from the reader and can load it again", () => {
  const timeline = fromHistory(run(1, MOST + 1), MOST + 1, MOST + 1);
  const atEnd = cut(timeline, Infinity);
  expect(held(atEnd)).toEqual(run(MOST + 2 - KEPT, MOST + 1).map(({ seq }) => seq));
  expect(atEnd).toMatchObject({ hasOlder: true, hasNewer: false });
  const atStart = cut(timeline, 1);
  expect(held(atStart)).toEqual(run(1, KEPT).map(({ seq }) => seq));
  expect(atStart).toMatchObject({ hasOlder: false, hasNewer: true });
  const between = cut(timeline, 140);
  expect(between).toMatchObject({ hasOlder: true, hasNewer: true });
  expect(held(between)).toHaveLength(KEPT);
  expect(shows(between, 140)).toBe(true);
  expect(cut(fromHistory(run(1, MOST), MOST, MOST), 1)).toMatchObject({ hasNewer: false });
});

test("replies in threads are held between what is drawn, however many they are", () => {
  const replies = Array.from({ length: 2 * MOST }, (_, at) => message(at + 2, { thread_root: "m1" }));
  const last = message(2 * MOST + 2);
  const timeline = fromHistory([message(1), ...replies, last], last.seq, last.seq);
  expect(cut(timeline, 1)).toBe(timeline);
  expect(drawnOf(timeline).drawn.map(({ seq }) => seq)).toEqual([1, last.seq]);
});

test("the first message of a window that goes on above is not drawn: it tells how the next one begins", () => {
  const timeline = fromHistory(run(5, 7), 7, 7);
  expect(drawnOf(timeline)).toMatchObject({ above: { seq: 5 }, drawn: [{ seq: 6 }, { seq: 7 }] });
  expect(shows(timeline, 5)).toBe(false);
  expect(drawnOf(fromHistory(run(1, 2), 2, 2))).toMatchObject({ above: null, drawn: [{ seq: 1 }, { seq: 2 }] });
});
