/** The files to send as the page shows them. */
import { keyed, sameList } from "./reusing.js";
import { durationOf, percentOf, sizeOf, speedText } from "./sizes.js";
import { say } from "./text.js";
import { isLater, uploadsOf } from "./uploadLine.js";
import { remaining } from "./uploadQueue.js";
import { keptOf } from "./uploads.js";

/** Makes `view(place, previews)`: `{files, is_later}`, the same as before where nothing in it has changed. */
export function filesView() {
  const rows = keyed((one, preview) => ({ ...(one.file ? keptRow(one) : rowOf(one)), ...(preview && { preview }) }));
  let last = { files: [], is_later: false };
  return (place, previews) => {
    const kept = place ? keptOf(place) : [];
    const ids = new Set(kept.map(({ id }) => id));
    const all = [...kept, ...uploadsOf(place).filter(({ id }) => !ids.has(id))].sort((a, b) => a.order - b.order);
    const files = sameList(last.files, all.map((one) => rows.of(one.id, [one, previews.get(one.id) ?? ""])));
    rows.swept();
    const is_later = isLater(place);
    if (files !== last.files || is_later !== last.is_later) last = { files, is_later };
    return last;
  };
}

function keptRow({ id, file: { name, size, kind, thumb_url } }) {
  return row(id, name, { kind, preview: thumb_url ?? "", status: "done", about: sizeOf(size), remove: say("uploads-remove", { name }) });
}

function rowOf(upload) {
  const { id, name, size, type, sent, status, reason } = upload;
  const part = size > 0 ? sent / size : 0;
  const isRunning = status === "running";
  return row(id, name, {
    kind: type.split("/")[0],
    status,
    is_going: status !== "failed",
    percent: Math.floor(part * 100),
    about: status === "failed" ? reason : say("uploads-part", { percent: percentOf(Math.floor(part * 100) / 100), size: sizeOf(size) }),
    pace: isRunning ? paceOf(upload) : status === "failed" ? "" : reason || say("uploads-waiting"),
    remove: say(status === "failed" ? "uploads-remove" : "uploads-cancel", { name }),
    retry: status === "failed" ? say("uploads-retry", { name }) : "",
  });
}

function paceOf(upload) {
  if (upload.sent >= upload.size) return say("uploads-finishing");
  const seconds = remaining(upload);
  return seconds === null ? "" : say("uploads-pace", { speed: speedText(upload.speed), time: durationOf(seconds) });
}

function row(id, name, fields) {
  return { id, name, preview: "", is_going: false, percent: 0, pace: "", retry: "", progress: say("uploads-progress", { name }), ...fields };
}
