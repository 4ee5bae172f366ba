import { afterEach, beforeEach, expect, jest, mock, test } from "bun:test";

// Drawing is for the browser; what is tested here is what there is to draw.
mock.module("react", () => ({ useSyncExternalStore: (_, read) => read() }));
const { actOnToast, dismissToast, holdToasts, letToastsGo, shownToasts, toast } = await import(
  "../../../chat_app/ui/client/toasts.js"
);

const elsewhere = { currentTarget: { contains: () => false } };
const texts = () => shownToasts().map(({ text }) => text);

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  for (const { id } of shownToasts()) dismissToast(id);
  jest.useRealTimers();
});

test("a toast goes by itself after six seconds", () => {
  toast({ text: "Saved" });
  jest.advanceTimersByTime(5999);
  expect(texts()).toEqual(["Saved"]);
  jest.advanceTimersByTime(1);
  expect(texts()).toEqual([]);
});

test("as long as somebody is on it, it stays", () => {
  toast({ text: "Saved" });
  holdToasts();
  toast({ text: "Another" });
  jest.advanceTimersByTime(60_000);
  expect(texts()).toEqual(["Saved", "Another"]);
  letToastsGo(elsewhere);
  jest.advanceTimersByTime(6000);
  expect(texts()).toEqual([]);
});

test("what it offers is done once, and it is gone", () => {
  let done = 0;
  const id = toast({ text: "Deleted", action: { label: "Undo", run: () => (done += 1) } });
  actOnToast(id);
  actOnToast(id);
  expect(done).toBe(1);
  expect(texts()).toEqual([]);
});

test("the same thing is not said twice at once, and at most three things are", () => {
  for (const text of ["One", "Two", "One", "Three", "Four"]) toast({ text });
  expect(texts()).toEqual(["One", "Three", "Four"]);
});
