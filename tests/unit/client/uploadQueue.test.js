import { expect, test } from "bun:test";
import { admitted, backOff, changed, measured, MOST, pastedAs, remaining, speedOf, startable } from "../../../chat_app/ui/client/uploadQueue.js";

const file = (name, size = 10) => ({ name, size });
const names = (files) => files.map(({ name }) => name);
const upload = (id, status) => ({ id, status });
const ids = (uploads) => uploads.map(({ id }) => id);

test("a message carries ten files: the first of them are taken, and it is known how many are not", () => {
  const files = Array.from({ length: 4 }, (_, at) => file(`f${at}`));
  expect(admitted(files, MOST - 2, 100)).toEqual({ taken: files.slice(0, 2), large: [], many: 2 });
  expect(admitted(files, MOST, 100)).toMatchObject({ taken: [], many: 4 });
  expect(admitted(files, 0, 100)).toMatchObject({ taken: files, many: 0 });
});

test("a file above the limit is left out and takes no other's place", () => {
  const { taken, large, many } = admitted([file("small"), file("large", 101), file("just", 100)], MOST - 2, 100);
  expect([names(taken), names(large), many]).toEqual([["small", "just"], ["large"], 0]);
});

test("three go at once, the others wait in the order in which they were added", () => {
  const waiting = ["a", "b", "c", "d"].map((id) => upload(id, "waiting"));
  expect(ids(startable(waiting))).toEqual(["a", "b", "c"]);
  expect(ids(startable([upload("x", "running"), upload("y", "running"), ...waiting]))).toEqual(["a"]);
  expect(startable([..."xyz"].map((id) => upload(id, "running")).concat(waiting))).toEqual([]);
});

test("what waits for the network, or has failed, keeps no other from going", () => {
  const stuck = [upload("x", "interrupted"), upload("y", "failed"), upload("z", "interrupted")];
  expect(ids(startable([...stuck, upload("a", "waiting")]))).toEqual(["a"]);
});

test("one upload changes and the others stay the same", () => {
  const two = [upload("a", "waiting"), upload("b", "waiting")];
  const [first, second] = changed(two, "b", { status: "running" });
  expect(first).toBe(two[0]);
  expect(second).toEqual(upload("b", "running"));
});

test("the speed is that of the last seconds, and is not told before it can be known", () => {
  let samples = measured([], 0, 0);
  expect(speedOf(samples)).toBe(0);
  samples = measured(samples, 200, 1000);
  expect(speedOf(samples)).toBe(0);
  for (let at = 1000; at <= 10_000; at += 500) samples = measured(samples, at, at < 5000 ? at : 5000 + (at - 5000) * 4);
  expect(speedOf(samples)).toBe(4000);
});

test("after a break the speed is counted from where the upload goes on", () => {
  const samples = measured(measured(measured([], 0, 0), 1000, 9000), 2000, 4000);
  expect(samples).toEqual([[2000, 4000]]);
  expect(speedOf(measured(samples, 3000, 5000))).toBe(1000);
});

test("the time that is left follows from the speed", () => {
  expect(remaining({ size: 1000, sent: 400, speed: 100 })).toBe(6);
  expect(remaining({ size: 1000, sent: 999, speed: 100 })).toBe(1);
  expect(remaining({ size: 1000, sent: 400, speed: 0 })).toBe(null);
  expect(remaining({ size: 1000, sent: 1000, speed: 100 })).toBe(null);
});

test("attempts come at growing distances, and without a network they do not end", () => {
  const waits = [0, 1, 2, 3, 4, 5].map((attempt) => backOff(attempt, { isLost: false }));
  expect(waits).toEqual([1000, 2000, 5000, 10_000, 30_000, null]);
  expect(backOff(50, { isLost: true })).toBe(30_000);
  expect(backOff(0, { isLost: false, retryAfter: 7 })).toBe(7000);
});

test("a picture out of the clipboard is named after the time, one with a name keeps it", () => {
  const now = new Date(2026, 10, 26, 20, 5);
  expect(pastedAs({ name: "image.png", type: "image/png" }, now)).toEqual({ day: "2026-11-26", time: "20.05", ending: ".png" });
  expect(pastedAs({ name: "garden.png", type: "image/png" }, now)).toBe(null);
  expect(pastedAs({ name: "image.txt", type: "text/plain" }, now)).toBe(null);
});
