/** When something ends that somebody sets for a while: choices such as "in an hour", as times. */
const MINUTE = 60_000;
const MORNING = 8;

/** The time as RFC 3339, or null for what does not end. `custom` is what a `datetime-local` field holds. */
export function endOf(choice, now, custom = "") {
  const minutes = { "30m": 30, "1h": 60, "4h": 240 }[choice];
  if (minutes) return new Date(now.getTime() + minutes * MINUTE).toISOString();
  if (choice === "today") return startOfDay(now, 1, 0).toISOString();
  if (choice === "tomorrow") return startOfDay(now, 1, MORNING).toISOString();
  if (choice === "week") return startOfDay(now, daysToMonday(now), 0).toISOString();
  if (choice === "custom" && !Number.isNaN(Date.parse(custom))) return new Date(custom).toISOString();
  return null;
}

/** For a `datetime-local` field: the next full hour, in this place's time. */
export function nextHour(now) {
  const then = new Date(now.getTime() + 60 * MINUTE);
  then.setMinutes(0, 0, 0);
  return local(then);
}

/** A time as a `datetime-local` field takes it. */
export function local(time) {
  return new Date(time.getTime() - time.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function startOfDay(now, days, hour) {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

function daysToMonday(now) {
  return ((8 - now.getDay()) % 7) || 7;
}
