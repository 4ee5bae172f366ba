/** The little window in which one says to which day of the conversation to go. */
import { goToTime } from "./places.js";

const WINDOW = "jump-to-date";
const DAYS_BACK = { today: 0, yesterday: 1, week: 7, month: 30 };

/** Where it opens depends on what was pressed: the day that floats above the timeline, or one between its rows. */
export function openDates(event) {
  const dates = document.getElementById(WINDOW);
  const anchor = event.currentTarget.getBoundingClientRect();
  const field = dates.querySelector("input");
  field.max = localDay(new Date());
  field.value = "";
  dates.showPopover();
  const { width, height } = dates.getBoundingClientRect();
  const left = anchor.left + (anchor.width - width) / 2;
  dates.style.left = `${clamp(left, window.innerWidth - width)}px`;
  dates.style.top = `${clamp(anchor.bottom + 4, window.innerHeight - height)}px`;
  dates.querySelector("button").focus();
}

/** `back` is a name of `DAYS_BACK`, or `beginning`. */
export function jumpBack(back) {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - DAYS_BACK[back]);
  jump(back === "beginning" ? new Date(0) : day);
}

export function jumpToDate(event) {
  event.preventDefault();
  const [year, month, day] = event.currentTarget.elements.date.value.split("-").map(Number);
  if (day) jump(new Date(year, month - 1, day));
}

function jump(time) {
  document.getElementById(WINDOW).hidePopover();
  document.activeElement?.blur();
  goToTime(time.toISOString());
}

/** As a field for dates writes it, in the zone that one is in. */
function localDay(time) {
  const [month, day] = [time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${time.getFullYear()}-${month}-${day}`;
}

function clamp(value, highest) {
  return Math.max(8, Math.min(value, highest - 8));
}
