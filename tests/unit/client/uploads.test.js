import { afterEach, expect, mock, test } from "bun:test";
import { initialState } from "../../../chat_app/ui/client/state.js";
import { getState, update } from "../../../chat_app/ui/client/store.js";

mock.module("react", () => ({ useSyncExternalStore: (_, read) => read() }));

const { dismissToast, shownToasts } = await import("../../../chat_app/ui/client/toasts.js");
const { dequeue, enqueue, isLater, mayBeSentNow, readLine, sendIfUploaded, takeBack } = await import("../../../chat_app/ui/client/uploadLine.js");
const { keepFiles, keptOf, placesKept, takeFiles } = await import("../../../chat_app/ui/client/uploads.js");
const { filesView } = await import("../../../chat_app/ui/client/uploadsView.js");

const kept = (id, order = 1) => ({ id, order, file: { id: `f-${id}`, name: `${id}.png`, size: 2048, kind: "image", thumb_url: `/thumb/${id}` } });
const upload = (id, fields = {}) => ({
  id, place: "c", order: 2, name: `${id}.pdf`, size: 4 * 2 ** 20, type: "application/pdf", status: "running", sent: 0, speed: 0, reason: "", ...fields,
});

afterEach(() => {
  update(() => initialState);
  for (const { id, place } of readLine().uploads) {
    takeBack(place);
    dequeue(id);
  }
  for (const { id } of shownToasts()) dismissToast(id);
});

test("a conversation and each of its threads have files of their own, taken once", () => {
  keepFiles("c", [kept("a"), kept("b")]);
  keepFiles("c/root", [kept("t")]);
  expect(placesKept()).toEqual(["c", "c/root"]);
  expect(takeFiles("c").map(({ id }) => id)).toEqual(["f-a", "f-b"]);
  expect([takeFiles("c"), keptOf("c/root").length]).toEqual([[], 1]);
  expect(getState().drafts).not.toHaveProperty("files c");
});

test("a message whose files are on their way is sent once they are uploaded", () => {
  const sent = [];
  enqueue([upload("a"), upload("b")]);
  expect(mayBeSentNow("c/root", () => sent.push("thread"))).toBe(true);
  expect(mayBeSentNow("c", () => sent.push("message"))).toBe(false);
  dequeue("a");
  sendIfUploaded("c");
  expect([isLater("c"), sent]).toEqual([true, []]);
  dequeue("b");
  sendIfUploaded("c");
  sendIfUploaded("c");
  expect([isLater("c"), sent]).toEqual([false, ["message"]]);
});

test("what was to be sent later can be taken back", () => {
  const sent = [];
  enqueue([upload("a")]);
  mayBeSentNow("c", () => sent.push("message"));
  expect([takeBack("c"), takeBack("c")]).toEqual([true, false]);
  dequeue("a");
  sendIfUploaded("c");
  expect(sent).toEqual([]);
});

test("with a file that could not be uploaded nothing is sent, and it is said why", () => {
  enqueue([upload("a"), upload("b", { status: "failed" })]);
  expect(mayBeSentNow("c", () => {})).toBe(false);
  expect(isLater("c")).toBe(false);
  expect(shownToasts()[0].text).toContain("b.pdf");
});

test("files stand in the order in which they were added, whichever is there first", () => {
  const view = filesView();
  keepFiles("c", [kept("second", 2)]);
  enqueue([upload("first", { order: 1 }), upload("third", { order: 3 }), upload("other", { place: "d" })]);
  const { files, is_later } = view("c", new Map());
  expect(files.map(({ id }) => id)).toEqual(["first", "second", "third"]);
  expect(is_later).toBe(false);
  expect(view("c", new Map()).files).toBe(files);
});

test("it is said how far a file has come, how fast it goes and how long it will take", () => {
  enqueue([upload("plan", { sent: 2 ** 20, speed: 2 ** 19 })]);
  const [{ percent, about, pace, remove, is_going }] = filesView()("c", new Map()).files;
  expect([percent, about, pace]).toEqual([25, "25% of 4 MB", "512 kB/s · 6 sec left"]);
  expect([remove, is_going]).toEqual(["Cancel plan.pdf", true]);
});

test("a failed file says why and offers another attempt, an uploaded one its size", () => {
  keepFiles("c", [kept("photo")]);
  enqueue([upload("plan", { status: "failed", reason: "This is too large." })]);
  const [photo, plan] = filesView()("c", new Map([["photo", "blob:1"]])).files;
  expect(plan).toMatchObject({ about: "This is too large.", retry: "Retry plan.pdf", remove: "Remove plan.pdf", is_going: false });
  expect(photo).toMatchObject({ about: "2 kB", retry: "", preview: "blob:1", is_going: false });
});
