/** What a row says and shows of files. */
import { expect, test } from "bun:test";
import { attachmentsOf, drawingOf } from "../../../chat_app/ui/client/attachments.js";
import { filesSaid, nameParts, saidBy } from "../../../chat_app/ui/client/fileWords.js";
import { boxOf, gridOf, sourcesOf, videoBox } from "../../../chat_app/ui/client/pictureBoxes.js";
import { placeholderOf } from "../../../chat_app/ui/client/placeholders.js";
import { file, picture } from "./make.js";

test("a name is cut so that its extension and what stands before it stay readable", () => {
  expect(nameParts("the minutes of the meeting.pdf")).toEqual({ start: "the minutes of the mee", end: "ting.pdf" });
  expect(nameParts("a.md")).toEqual({ start: "", end: "a.md" });
  expect(nameParts("Makefile")).toEqual({ start: "Make", end: "file" });
  expect(nameParts(".profile")).toEqual({ start: ".pro", end: "file" });
  expect(nameParts("what.is not an extension at all")).toEqual({ start: "what.is not an extension at", end: " all" });
  expect(nameParts("🌧️🌧️🌧️🌧️🌧️.png").start + nameParts("🌧️🌧️🌧️🌧️🌧️.png").end).toBe("🌧️🌧️🌧️🌧️🌧️.png");
});

test("a message without a text says what its files are", () => {
  const [one, clip, tone, plan] = [picture(1), file("clip.mp4", "video"), file("tone.mp3", "audio"), file("plan.pdf")];
  expect(filesSaid([])).toBe("");
  expect(filesSaid([one])).toBe("Photo");
  expect(filesSaid([one, picture(2), picture(3)])).toBe("3 photos");
  expect(filesSaid([clip])).toBe("Video");
  expect(filesSaid([tone, tone])).toBe("2 recordings");
  expect(filesSaid([plan])).toBe("plan.pdf");
  expect(filesSaid([plan, one])).toBe("2 files");
  expect(saidBy({ body: " \n", attachments: [plan] })).toBe("plan.pdf");
  expect(saidBy({ body: "Look", attachments: [plan] })).toBe("Look");
});

test("a picture has a box of its own proportions, never larger than itself and never too small to press", () => {
  expect(boxOf(2000, 1500)).toEqual({ width: 420, height: 315 });
  expect(boxOf(1500, 3000)).toEqual({ width: 160, height: 320 });
  expect(boxOf(200, 100)).toEqual({ width: 200, height: 100 });
  expect(boxOf(8000, 100)).toEqual({ width: 420, height: 64 });
  expect(boxOf(16, 16)).toEqual({ width: 64, height: 64 });
  expect(boxOf(null, null)).toEqual({ width: 420, height: 315 });
  expect(videoBox(null, null)).toEqual({ width: 420, height: 236.25 });
  expect(videoBox(720, 1280)).toEqual({ width: 180, height: 320 });
});

test("of many pictures four are shown, and the last one tells how many there are besides", () => {
  const grids = [1, 2, 3, 4, 5, 10].map((count) => gridOf(count));
  expect(grids.map(({ grid }) => grid)).toEqual(["one", "two", "three", "four", "four", "four"]);
  expect(grids.map(({ more }) => more)).toEqual([0, 0, 0, 0, 1, 6]);
  const { pictures, more, files } = attachmentsOf([file("notes.txt"), ...Array.from({ length: 7 }, (_, at) => picture(at))]);
  expect([pictures.length, more, files.length]).toEqual([4, 3, 1]);
});

test("a browser is told how wide each variant is, and of none that is no larger than the first", () => {
  expect(sourcesOf(picture(1, { width: 2000, height: 1000 }))).toBe("/api/v1/files/p1/thumb/320 320w, /api/v1/files/p1/thumb/800 800w");
  expect(sourcesOf(picture(1, { width: 1000, height: 2000 }))).toBe("/api/v1/files/p1/thumb/320 160w, /api/v1/files/p1/thumb/800 400w");
  expect(sourcesOf(picture(1, { width: 500, height: 250 }))).toBe("/api/v1/files/p1/thumb/320 320w, /api/v1/files/p1/thumb/800 500w");
  expect(sourcesOf(picture(1, { width: 300, height: 200 }))).toBe("");
});

test("what plays, what can be read, and what is a card", () => {
  const kinds = attachmentsOf([
    file("clip.mp4", "video", "video/mp4"),
    file("tone.flac", "audio", "audio/flac"),
    file("main.py", "document", "text/plain"),
    file("mark.svg", "document", "image/svg+xml"),
    file("plan.pdf", "document", "application/pdf"),
    file("scan.tiff", "document", "image/tiff"),
  ]).files.map(({ kind }) => kind);
  expect(kinds).toEqual(["video", "audio", "text", "text", "document", "document"]);
});

test("the drawing on a card tells the kinds of files apart, those of texts by their names", () => {
  const drawn = (name, mime) => drawingOf({ kind: "document", name, mime });
  expect(["main.py", "page.html", "Makefile", "notes.md", "log.txt", "plants.csv"].map((name) => drawn(name, "text/plain"))).toEqual([
    "code-file",
    "code-file",
    "document",
    "document",
    "document",
    "table",
  ]);
  const mimes = ["application/zip", "application/x-tar", "application/gzip", "application/pdf", "application/octet-stream"];
  expect(mimes.map((mime) => drawn("it.bin", mime))).toEqual(["archive", "archive", "archive", "document", "file"]);
});

test("a thumbhash is painted, once, and a broken one is not", () => {
  const hash = "1QcSHQRnh493V4dIh4eXh1h4kJUI";
  expect(placeholderOf(hash)).toStartWith("data:image/png;base64,");
  expect(placeholderOf(hash)).toBe(placeholderOf(hash));
  expect([null, "", "%", "AA=="].map(placeholderOf)).toEqual(["", "", "", ""]);
});
