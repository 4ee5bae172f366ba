/** Times and days as people read them, in their own zone and language. */
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dateOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

const DAY = 86_400_000;

export function timeOf(iso) {
  return clock.format(new Date(iso));
}

/** Day and time at full length. */
export function fullOf(iso) {
  return full.format(new Date(iso));
}

/** `Today`, `Yesterday`, or the date. */
export function dayOf(iso, now) {
  const then = new Date(iso);
  const days = daysBetween(then, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return (then.getFullYear() === now.getFullYear() ? weekday : dateOfYear).format(then);
}

/** As short as it stays clear, for a list: a time today, a date before. */
export function shortOf(iso, now) {
  const then = new Date(iso);
  return daysBetween(then, now) === 0 ? clock.format(then) : date.format(then);
}

/** As one would say it in a sentence: `today at 9:41`, `yesterday at 9:41`, or `on 3 May`. */
export function sinceOf(iso, now) {
  const then = new Date(iso);
  const days = daysBetween(then, now);
  if (days > 1) return `on ${(then.getFullYear() === now.getFullYear() ? date : dateOfYear).format(then)}`;
  return `${days === 0 ? "today" : "yesterday"} at ${clock.format(then)}`;
}

function daysBetween(then, now) {
  return Math.round((midnight(now) - midnight(then)) / DAY);
}

function midnight(time) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
