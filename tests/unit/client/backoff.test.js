import { expect, test } from "bun:test";
import { waitBefore } from "../../../chat_app/ui/client/backoff.js";

/** How many of `clients`, all cut off at 0, come within each tenth of a second once the server is back at `back`. */
function arrivals(clients, back) {
  const counts = new Map();
  for (let client = 0; client < clients; client += 1) {
    let time = 0;
    for (let attempt = 1; time <= back; attempt += 1) time += waitBefore(attempt, Math.random());
    const tenth = Math.floor(time / 100);
    counts.set(tenth, (counts.get(tenth) ?? 0) + 1);
  }
  return counts;
}

test("a thousand clients that are cut off at once do not come back in one wave", () => {
  for (const back of [0, 3000, 60_000]) {
    expect(Math.max(...arrivals(1000, back).values())).toBeLessThan(150);
  }
});

test("a client that is cut off tries soon, and never waits longer than ten seconds", () => {
  expect(waitBefore(1, 1)).toBe(1000);
  expect(waitBefore(1, 0)).toBe(0);
  for (let attempt = 1; attempt < 100; attempt += 1) expect(waitBefore(attempt, 1)).toBeLessThanOrEqual(10_000);
});

test("whom a server that ends has sent elsewhere tries at once, and then as anybody else", () => {
  expect(waitBefore(1, 1, true)).toBe(250);
  expect(waitBefore(2, 1, true)).toBe(waitBefore(2, 1));
});
