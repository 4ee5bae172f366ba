/**
 * The files of messages that are being written, by place (a conversation, or a thread of it: `draftKey`).
 *
 * Those that are on their way: `{id, place, order, name, size, type, status, sent, speed, reason}`, where `status` is
 *
 * - `waiting` for its turn, `running`, `interrupted` until the network is back or some time has passed, or `failed`;
 * - `sent` counts bytes, `speed` bytes for each second, `reason` is a sentence.
 *
 * Those that are uploaded are kept with the draft, under a key of their own: `{id, order, file}`. They are there again
 * after a reload, of the others the browser has nothing left.
 */
import { slice } from "./slice.js";
import { getState, update } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const KEY = "files ";
const NONE = [];

/** `uploads`: what is on its way; `later`: the places whose message is sent once everything is uploaded. */
export const [readUploads, writeUploads, , subscribeToUploads] = slice({ uploads: NONE, later: NONE });

export function uploadsOf(place) {
  return readUploads().uploads.filter((upload) => upload.place === place);
}

/** What is uploaded for this place, in the order in which it was added. */
export function keptOf(place) {
  return getState().drafts[KEY + place] || NONE;
}

export function hasKept({ drafts }) {
  return Object.keys(drafts).some((key) => key.startsWith(KEY));
}

/** The places that something is kept for. */
export function placesKept() {
  return Object.keys(getState().drafts).filter((key) => key.startsWith(KEY)).map((key) => key.slice(KEY.length));
}

export function keepFiles(place, kept) {
  const { [KEY + place]: _, ...others } = getState().drafts;
  update((state) => ({ ...state, drafts: kept.length > 0 ? { ...others, [KEY + place]: kept } : others }));
}

/** The files that go with the message that is sent now; once. */
export function takeFiles(place) {
  const kept = keptOf(place);
  if (kept.length > 0) keepFiles(place, NONE);
  takeBack(place);
  return kept.map(({ file }) => file);
}

/**
 * May what is written here be sent now? As long as something is on its way it is sent later, by itself; where
 * something could not be uploaded it is said.
 */
export function isUploaded(place) {
  const uploads = uploadsOf(place);
  const failed = uploads.find(({ status }) => status === "failed");
  const { later } = readUploads();
  if (failed) toast({ text: say("uploads-not-sent", { name: failed.name }), tone: "error" });
  else if (uploads.length > 0 && !later.includes(place)) writeUploads({ later: [...later, place] });
  return uploads.length === 0;
}

/** What was to be sent later is not. Tells whether there was anything. */
export function takeBack(place) {
  const { later } = readUploads();
  if (!later.includes(place)) return false;
  writeUploads({ later: later.filter((one) => one !== place) });
  return true;
}
