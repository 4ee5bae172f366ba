/**
 * Bringing files to a message: by the button, by dropping them anywhere on the conversation, by pasting them. What then
 * becomes of them is in `uploading.js`, which is loaded when it is first wanted.
 */
import { useEffect, useSyncExternalStore } from "react";
import { fieldOf } from "./field.js";
import { slice } from "./slice.js";
import { subscribe } from "./store.js";
import { placesKept } from "./uploads.js";

const NOTHING = { files: [], is_later: false };
const HELD = 120;

/** By the id of its field, what stands above it; `over` is the field that files are dragged to. */
const [readShown, showFiles, useShown] = slice({ over: "" });
export { readShown, showFiles };

let leaving = null;
let isOurs = false;
/** The modules that upload, once they are there; before, nothing is on its way. */
let line = null;

/** For the list of files of this field: `{files, is_later}`. */
export function useFilesToSend(field) {
  const isWanted = useSyncExternalStore(subscribe, () => placesKept().length > 0, () => false);
  useEffect(() => {
    if (isWanted) uploading();
  }, [isWanted]);
  return useShown((shown) => shown[field] ?? NOTHING);
}

/** Would what is dragged be dropped at this field? */
export function useIsOver(field) {
  return useShown(({ over }) => over === field);
}

/** The button. */
export function attach(event) {
  const field = fieldOf(event);
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true, hidden: true });
  input.addEventListener("change", () => {
    bring(field, [...input.files]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

/** A button of the list was pressed: `remove` or `retry` one of its files, or `takeBack` what was to be sent later. */
export async function press(what, id, { currentTarget: button }) {
  const { presses } = await uploading();
  presses[what](button, id);
}

/** Somebody is about to want it. */
export async function uploading() {
  line = await import("./uploading.js");
  return line;
}

/** May what is written in this place be sent now, or will `send` be called later? (See `uploadLine.js`.) */
export function mayBeSentNow(place, send) {
  return line?.mayBeSentNow(place, send) ?? true;
}

/** What was to be sent later is not. Tells whether there was anything. */
export function takeBack(place) {
  return line?.takeBack(place) ?? false;
}

/** Called once, when the client starts. */
export function takeFilesIn() {
  document.addEventListener("dragstart", () => (isOurs = true));
  document.addEventListener("dragend", () => (isOurs = false));
  document.addEventListener("dragover", dragged);
  document.addEventListener("dragleave", () => {
    // Also from one element to the next: the next word of a drag that goes on comes before this is over.
    clearTimeout(leaving);
    leaving = setTimeout(over, HELD, "");
  });
  document.addEventListener("drop", dropped);
  document.addEventListener("paste", pasted, { capture: true });
}

/** What is not dropped at a field is dropped nowhere: the browser would leave the page for it. */
function dragged(event) {
  if (isOurs || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  clearTimeout(leaving);
  const field = fieldAt(event.target);
  event.dataTransfer.dropEffect = field ? "copy" : "none";
  over(field?.id ?? "");
  if (field) uploading();
}

function dropped(event) {
  if (isOurs || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  clearTimeout(leaving);
  over("");
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
  // Only as long as the event lasts can they be asked.
  const files = items.filter((item) => !item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile());
  const field = fieldAt(event.target);
  if (field) bring(field, files, { folders: items.length - files.length });
}

/** Files, unless they are only a picture of the text that was copied with them, as office programs make it. */
function pasted(event) {
  const { files, types } = event.clipboardData;
  const isText = types.includes("text/html") && types.includes("text/plain");
  const field = fieldAt(event.target);
  if (files.length === 0 || isText || !field) return;
  event.preventDefault();
  event.stopPropagation();
  bring(field, [...files], { isPasted: true });
}

async function bring(field, files, how) {
  const place = placeOf(field);
  const { add } = await uploading();
  add(field, place, files, how);
}

/** The composer of the conversation or the thread that this is in; none where it is another field's, or an archive. */
function fieldAt(target) {
  const field = target.closest?.(".panel, main")?.querySelector(".composer textarea:not(:disabled)");
  return target.matches?.("input, textarea") && target !== field ? null : field;
}

/** Where what is written in this field goes. */
export function placeOf({ dataset }) {
  return dataset.conversation ?? dataset.thread;
}

function over(id) {
  if (readShown().over !== id) showFiles({ over: id });
}
