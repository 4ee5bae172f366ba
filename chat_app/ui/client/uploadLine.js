/**
 * The files that are on their way, and the messages that wait for them.
 *
 * A file is `{id, place, order, name, size, type, status, sent, speed, reason}`: `sent` counts bytes, `speed` bytes for
 * each second, `reason` is a sentence, and `status` is `waiting` for its turn, `running`, `interrupted` until the network
 * is back or some time has passed, or `failed`. After a reload the browser has nothing left of them.
 */
import { slice } from "./slice.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";
import { changed } from "./uploadQueue.js";

const [readLine, write, , subscribeToLine] = slice({ uploads: [], later: {} });
export { readLine, subscribeToLine };

export function uploadsOf(place) {
  return readLine().uploads.filter((upload) => upload.place === place);
}

export function find(id) {
  return readLine().uploads.find((upload) => upload.id === id);
}

export function enqueue(uploads) {
  write({ uploads: [...readLine().uploads, ...uploads] });
}

/** One of them, changed. */
export function change(id, changes) {
  write({ uploads: changed(readLine().uploads, id, changes) });
  return find(id);
}

export function dequeue(id) {
  write({ uploads: readLine().uploads.filter((upload) => upload.id !== id) });
}

/**
 * May what is written in this place be sent now? As long as something is on its way, `send` is called once everything
 * is uploaded; where something could not be, it is said.
 */
export function mayBeSentNow(place, send) {
  const uploads = uploadsOf(place);
  const failed = uploads.find(({ status }) => status === "failed");
  if (failed) toast({ text: say("uploads-not-sent", { name: failed.name }), tone: "error" });
  else if (uploads.length > 0) write({ later: { ...readLine().later, [place]: send } });
  return uploads.length === 0;
}

export function isLater(place) {
  return place in readLine().later;
}

/** What was to be sent later is not. Tells whether there was anything. */
export function takeBack(place) {
  const { [place]: wasLater, ...later } = readLine().later;
  if (wasLater) write({ later });
  return Boolean(wasLater);
}

/** Send what was to be sent once everything is uploaded, if everything is. */
export function sendIfUploaded(place) {
  const send = readLine().later[place];
  if (send && uploadsOf(place).length === 0 && takeBack(place)) send();
}
