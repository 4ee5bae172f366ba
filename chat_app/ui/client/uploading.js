/** Files on their way: begun in their turn, kept going over breaks of the network, and handed to the draft at their end. */
import { announce } from "./announcing.js";
import { placeOf, readShown, showFiles } from "./attaching.js";
import { draftKey } from "./drafts.js";
import { fieldOf } from "./field.js";
import { request } from "./http.js";
import { newId } from "./ids.js";
import { sizeOf } from "./sizes.js";
import { getState, subscribe } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";
import { transportOf } from "./transports.js";
import { admitted, backOff, measured, MOST, pastedAs, speedOf, startable } from "./uploadQueue.js";
import { change, dequeue, enqueue, find, readLine, sendIfUploaded, subscribeToLine, takeBack, uploadsOf } from "./uploadLine.js";
import { keepFiles, keptOf, placesKept } from "./uploads.js";
import { filesView } from "./uploadsView.js";

export { mayBeSentNow, takeBack } from "./uploadLine.js";

const SHOWN_EVERY = 200;
/** Without any progress for so long, a request is given up; once everything is sent the server may take its time. */
const STALLED_AFTER = 30_000;
const WORKED_ON_FOR = 300_000;
const LIMIT_PATIENCE = 2000;
const DRAWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
/** After these answers, and without one, another attempt may be taken: the rest are refusals. */
const PASSING = [0, 408, 409, 423, 429, 502, 503, 504];

/** By upload: `{file, transport, attempts, samples, timer, watch}`, which nobody sees. */
const works = new Map();
/** By upload, also once it is uploaded: the address of a picture that this page holds. */
const previews = new Map();

let lastOrder = 0;

const views = { composer: filesView(), "thread-composer": filesView() };

const limit = request("GET", "/instance").then(
  ({ max_upload_bytes }) => max_upload_bytes ?? Infinity,
  () => Infinity, // the server says it itself
);

/**
 * Take files in for what is written in this field and place, or say why not. How many folders came with them, and
 * whether they were pasted, is told besides.
 */
export async function add(field, place, files, { folders = 0, isPasted = false } = {}) {
  focus(field);
  if (folders > 0) refuse(say("uploads-folder"));
  const most = await Promise.race([limit, new Promise((resolve) => setTimeout(resolve, LIMIT_PATIENCE, Infinity))]);
  const { taken, large, many } = admitted(files, keptOf(place).length + uploadsOf(place).length, most);
  if (large.length > 0) refuse(say("uploads-too-large", { count: large.length, name: large[0].name, limit: sizeOf(most) }));
  if (many > 0) refuse(say("uploads-most", { most: MOST }));
  if (taken.length === 0) return;
  const added = taken.map((file) => begun(place, isPasted ? named(file) : file));
  enqueue(added);
  announce(say("uploads-begun", { count: added.length, name: added[0].name }));
  advance();
  requestAnimationFrame(() => field.form.querySelector(".files-to-send li:last-child")?.scrollIntoView({ block: "nearest" }));
}

/** What the buttons of the list do. */
export const presses = {
  /** The focus goes to the next file, else to the one before it, else to the field. */
  remove(button, id) {
    const item = button.closest("li");
    const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("button:last-of-type");
    // Whoever went on writing meanwhile keeps the focus where it is.
    if (item.contains(document.activeElement) || document.activeElement === document.body) {
      if (next) next.focus();
      else focus(fieldOf({ currentTarget: button }));
    }
    remove(placeOf(fieldOf({ currentTarget: button })), id);
  },
  retry(button, id) {
    button.closest("li").querySelector("button:last-of-type").focus();
    const work = works.get(id);
    clearTimeout(work.timer);
    work.attempts = 0;
    change(id, { status: "waiting", reason: "" });
    advance();
  },
  takeBack(button) {
    const field = fieldOf({ currentTarget: button });
    takeBack(placeOf(field));
    focus(field);
  },
};

/** Where there is a keyboard; under a finger, it would come up and hide what one looks at. */
function focus(field) {
  if (window.matchMedia("(hover: hover)").matches) field.focus();
}

function remove(place, id) {
  const work = works.get(id);
  const kept = keptOf(place).find((one) => one.id === id);
  takeBack(place);
  if (work) {
    forget(id);
    work.transport.discard();
  }
  if (kept) {
    keepFiles(place, keptOf(place).filter((one) => one !== kept));
    request("DELETE", `/files/${kept.file.id}`).catch(() => {}); // left alone, it is cleared away by the server
  }
  advance();
}

function begun(place, file) {
  const id = newId(8);
  const { name, size, type } = file;
  works.set(id, { file, transport: transportOf(file), attempts: 0, samples: [] });
  if (DRAWN.test(type)) previews.set(id, URL.createObjectURL(file));
  lastOrder = Math.max(Date.now(), lastOrder + 1);
  return { id, place, order: lastOrder, name, size, type, status: "waiting", sent: 0, speed: 0, reason: "" };
}

function named(file) {
  const parts = pastedAs(file, new Date());
  return parts ? new File([file], say("uploads-screenshot", parts) + parts.ending, { type: file.type }) : file;
}

function refuse(text) {
  toast({ text, tone: "error" });
}

function advance() {
  for (const { id } of startable(readLine().uploads)) run(id);
}

async function run(id) {
  const work = works.get(id);
  const { place, name } = change(id, { status: "running", reason: "" });
  work.samples = [];
  watch(work, STALLED_AFTER);
  try {
    const file = await work.transport.send((sent) => progressed(id, sent));
    if (works.get(id) === work) uploaded(id, place, file);
  } catch (error) {
    if (works.get(id) === work) await broken(id, name, error);
  }
  clearTimeout(work.watch);
  advance();
}

function progressed(id, sent) {
  const work = works.get(id);
  const upload = find(id);
  if (!upload || upload.status !== "running") return;
  const now = performance.now();
  watch(work, sent < upload.size ? STALLED_AFTER : WORKED_ON_FOR);
  work.samples = measured(work.samples, now, sent);
  if (now - (work.shownAt ?? 0) < SHOWN_EVERY && sent < upload.size) return;
  work.shownAt = now;
  change(id, { sent, speed: speedOf(work.samples) });
}

function watch(work, patience) {
  clearTimeout(work.watch);
  work.watch = setTimeout(() => work.transport.stop(), patience);
}

function uploaded(id, place, file) {
  const { order } = find(id);
  keepFiles(place, [...keptOf(place), { id, order, file }].sort((a, b) => a.order - b.order));
  forget(id, { isKept: true });
  if (uploadsOf(place).some(({ status }) => status !== "failed")) return;
  announce(say("uploads-done", { count: keptOf(place).length, name: file.name }));
  sendIfUploaded(place);
}

async function broken(id, name, error) {
  const work = works.get(id);
  const isLost = error.status === 0;
  if (isLost && navigator.onLine && !(await isReadable(work.file))) return failed(id, name, say("uploads-unreadable"));
  if (works.get(id) !== work) return;
  // What came a step further was not in vain.
  if (isLost && work.samples.length > 1) work.attempts = 0;
  const wait = PASSING.includes(error.status) ? backOff(work.attempts, { isLost, retryAfter: error.retryAfter }) : null;
  if (wait === null) return failed(id, name, error.message);
  work.attempts += 1;
  change(id, { status: "interrupted", speed: 0, reason: say(isLost ? "uploads-lost" : "uploads-again") });
  work.timer = setTimeout(resume, wait * (0.7 + 0.6 * Math.random()), id);
}

/** A file may have been changed, moved or deleted since it was chosen; the browser tells that like a broken line. */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function failed(id, name, why) {
  const { place } = change(id, { status: "failed", speed: 0, reason: why });
  if (takeBack(place)) refuse(say("uploads-not-sent", { name }));
  else announce(say("uploads-failed", { name, why }));
}

function resume(id) {
  const work = works.get(id);
  if (!work || find(id).status !== "interrupted") return;
  clearTimeout(work.timer);
  // Without a network it waits for the network, which tells when it is back.
  if (!navigator.onLine) return;
  change(id, { status: "waiting" });
  advance();
}

function forget(id, { isKept = false } = {}) {
  const work = works.get(id);
  clearTimeout(work.timer);
  clearTimeout(work.watch);
  works.delete(id);
  dequeue(id);
  if (!isKept) letPreviewGo(id);
}

function letPreviewGo(id) {
  URL.revokeObjectURL(previews.get(id));
  previews.delete(id);
}

/** What is written in a conversation goes with it. */
function keepStep() {
  const { conversations, connection } = getState();
  if (connection === "online") {
    const isGone = (place) => !conversations[place.split("/")[0]];
    for (const { place, id } of readLine().uploads.filter((upload) => isGone(upload.place))) remove(place, id);
    for (const place of placesKept().filter(isGone)) keepFiles(place, []);
  }
  show();
}

function show() {
  const { open, panel } = getState();
  const places = { composer: open.id, "thread-composer": panel.kind === "thread" ? draftKey(open.id, panel.of) : null };
  for (const [field, place] of Object.entries(places)) {
    const view = views[field](place, previews);
    if (view !== readShown()[field]) showFiles({ [field]: view });
  }
}

function letSentGo() {
  const held = new Set([...works.keys(), ...placesKept().flatMap((place) => keptOf(place).map(({ id }) => id))]);
  for (const id of previews.keys()) if (!held.has(id)) letPreviewGo(id);
}

subscribe(keepStep);
subscribe(letSentGo);
subscribeToLine(show);
show();

window.addEventListener("online", () => {
  for (const { id, status } of readLine().uploads) if (status === "interrupted") resume(id);
});
// A request may hang for minutes on a line that is known to be gone.
window.addEventListener("offline", () => {
  for (const { id, status } of readLine().uploads) if (status === "running") works.get(id).transport.stop();
});
window.addEventListener("beforeunload", (event) => {
  if (readLine().uploads.some(({ status }) => status !== "failed")) event.preventDefault();
});
