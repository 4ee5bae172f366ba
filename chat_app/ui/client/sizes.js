/** Sizes, speeds and durations in the words of whoever reads them. */
import { locale } from "./text.js";

const STEP = 1024;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** `4.2 MB`. */
export function sizeOf(bytes) {
  return inUnits(bytes, "");
}

/** `4.2 MB/s`. */
export function speedText(bytes) {
  return inUnits(bytes, "-per-second");
}

/** `12 sec`, `3 min`, `2 hr`. */
export function durationOf(seconds) {
  const [amount, unit] = seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return words(Math.round(amount), unit, 0);
}

/** `34%`. */
export function percentOf(part) {
  return new Intl.NumberFormat(locale(), { style: "percent" }).format(part);
}

function inUnits(bytes, suffix) {
  const at = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(STEP)));
  const amount = bytes / STEP ** at;
  return words(amount, UNITS[at] + suffix, at > 1 && amount < 100 ? 1 : 0);
}

function words(amount, unit, digits) {
  // What is short for bytes is "byte", of however many.
  const unitDisplay = unit === UNITS[0] ? "long" : "short";
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay, maximumFractionDigits: digits }).format(amount);
}
