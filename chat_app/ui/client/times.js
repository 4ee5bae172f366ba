/** Times and days as people read them, in their own zone and language. */
import { locale, say } from "./text.js";

const FORMATS = {
  clock: { timeStyle: "short" },
  weekday: { weekday: "long", day: "numeric", month: "long" },
  date: { day: "numeric", month: "short" },
  dateOfYear: { day: "numeric", month: "long", year: "numeric" },
  month: { month: "long", year: "numeric" },
  full: { dateStyle: "full", timeStyle: "short" },
};

const made = new Map();

const DAY = 86_400_000;

export function timeOf(iso) {
  return format("clock", new Date(iso));
}

/** Day and time at full length. */
export function fullOf(iso) {
  return format("full", new Date(iso));
}

/** `Today`, `Yesterday`, or the date. */
export function dayOf(iso, now) {
  const then = new Date(iso);
  const days = daysBetween(then, now);
  if (days === 0) return say("times-today");
  if (days === 1) return say("times-yesterday");
  return format(then.getFullYear() === now.getFullYear() ? "weekday" : "dateOfYear", then);
}

/** Month and year. */
export function monthOf(iso) {
  return format("month", new Date(iso));
}

/** As short as it stays clear, for a list: a time today, a date before. */
export function shortOf(iso, now) {
  const then = new Date(iso);
  return format(daysBetween(then, now) === 0 ? "clock" : "date", then);
}

/** As one would say it in a sentence: `today at 9:41`, `yesterday at 9:41`, or `on 3 May`. */
export function sinceOf(iso, now) {
  const then = new Date(iso);
  const days = daysBetween(then, now);
  if (days > 1) return say("times-since-date", { date: format(then.getFullYear() === now.getFullYear() ? "date" : "dateOfYear", then) });
  return say(days === 0 ? "times-since-today" : "times-since-yesterday", { time: format("clock", then) });
}

function daysBetween(then, now) {
  return Math.round((midnight(now) - midnight(then)) / DAY);
}

function midnight(time) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

/** Making a formatter takes long, so each is made once for a language. */
function format(name, time) {
  const key = `${name} ${locale()}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale(), FORMATS[name]));
  return made.get(key).format(time);
}
