/** Which files are taken, whose turn it is, and how fast they go. All of it is pure. */

/** A message carries no more (contract, `attachment_ids`). */
export const MOST = 10;
const AT_ONCE = 3;
/** The speed is that of so many milliseconds: the last ones tell best, too few tell nothing. */
const WINDOW = 4000;
const SHORTEST = 700;

/** Of `files`, those that fit: `{taken, large, many}`, none above `limit` bytes, and no more than a message carries. */
export function admitted(files, held, limit) {
  const fitting = files.filter(({ size }) => size <= limit);
  return {
    taken: fitting.slice(0, Math.max(0, MOST - held)),
    large: files.filter(({ size }) => size > limit),
    many: Math.max(0, fitting.length + held - MOST),
  };
}

/** Those that may begin now, in the order in which they were added. */
export function startable(uploads) {
  const running = uploads.filter(({ status }) => status === "running").length;
  return uploads.filter(({ status }) => status === "waiting").slice(0, Math.max(0, AT_ONCE - running));
}

/** The uploads, with one of them changed. */
export function changed(uploads, id, changes) {
  return uploads.map((upload) => (upload.id === id ? { ...upload, ...changes } : upload));
}

/** The measurements `[at, sent]` with another; what was sent anew after a break counts from there. */
export function measured(samples, at, sent) {
  const isAnew = samples.length > 0 && sent < samples.at(-1)[1];
  return [...(isAnew ? [] : samples.filter(([then]) => at - then <= WINDOW)), [at, sent]];
}

/** Bytes for each second, or 0 as long as that cannot be told. */
export function speedOf(samples) {
  if (samples.length < 2) return 0;
  const [[begun, before], [now, sent]] = [samples[0], samples.at(-1)];
  return now - begun < SHORTEST ? 0 : Math.round(((sent - before) * 1000) / (now - begun));
}

/** Seconds until everything is sent, or null where that cannot be told. */
export function remaining({ size, sent, speed }) {
  return speed > 0 && sent < size ? Math.max(1, Math.round((size - sent) / speed)) : null;
}

/** After so many attempts that came to nothing, how long to wait before the next, in milliseconds; null: no more. */
export function backOff(attempt, { isLost, retryAfter = 0 }) {
  const waits = [1000, 2000, 5000, 10_000, 30_000];
  // Without a network there is nothing to be learnt from counting.
  if (!isLost && attempt >= waits.length) return null;
  return Math.max(waits[Math.min(attempt, waits.length - 1)], retryAfter * 1000);
}

/** A name for a picture out of the clipboard, all of which browsers call `image.png`; null where it has one. */
export function pastedAs({ name, type }, now) {
  if (!type.startsWith("image/") || !/^image\.\w+$/.test(name)) return null;
  const two = (number) => String(number).padStart(2, "0");
  return {
    day: `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
    time: `${two(now.getHours())}.${two(now.getMinutes())}`,
    ending: name.slice("image".length),
  };
}
