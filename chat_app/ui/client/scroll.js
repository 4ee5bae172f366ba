/**
 * Where the timeline stands: at its end it stays there, and elsewhere nothing moves under the reader.
 *
 * The rows in sight and where they stand in the content are remembered. Whatever then changes above them (older
 * messages, a picture that has come, a window that was cut) is made up for before it is painted. The browser's own
 * anchoring is switched off (timeline.css): not all have it, it does nothing at the very top, and two would make up for
 * the same thing twice.
 */
import { useEffect, useLayoutEffect } from "react";
import { drawRest, roomAbove } from "./glance.js";
import { isWatched, markSeen, setLooking } from "./marks.js";
import { withLineSeen } from "./newLine.js";
import { setPlace } from "./place.js";
import { setEndSeeker, withoutTarget } from "./places.js";
import { getState, update } from "./store.js";
import { reachesEnd } from "./timeline.js";
import { loadMore, setMiddle } from "./windows.js";

const TIMELINE = "timeline";
const NEAR_END = 80;
/** Pages are asked for so many pixels before one comes to their place. */
const AHEAD = 1600;
/** Farther than so many screens one does not glide. */
const GLIDE = 3;
const HIGHLIGHTED_FOR = 2400;

let isAtEnd = true;
let shownId = null;
let shownGoes = 0;
/** The rows in sight, each with its top in the content. */
let anchors = [];

/** For the timeline's own element: after whatever was drawn, the place is what it should be. */
export function useScroll(isLoaded) {
  useLayoutEffect(() => settle(isLoaded));
  useLayoutEffect(() => {
    const log = element();
    // Pictures that arrive, the composer that grows and a keyboard that opens all change the height.
    const observer = new ResizeObserver(() => {
      keepPlace(log);
      look(log);
    });
    observer.observe(log);
    observer.observe(log.firstElementChild);
    return () => {
      observer.disconnect();
      shownId = null;
    };
  }, []);
  useEffect(() => {
    const lookAgain = () => look(element());
    setEndSeeker(scrollToEnd);
    window.addEventListener("focus", lookAgain);
    document.addEventListener("visibilitychange", lookAgain);
    return () => {
      window.removeEventListener("focus", lookAgain);
      document.removeEventListener("visibilitychange", lookAgain);
    };
  }, []);
}

export function timelineScrolled({ currentTarget: log }) {
  isAtEnd = distanceToEnd(log) < NEAR_END && endIsHeld();
  look(log);
}

/** To the end, and to stay there. */
export function scrollToEnd() {
  const log = element();
  isAtEnd = true;
  if (!log) return;
  log.scrollTop = log.scrollHeight;
  look(log);
}

function settle(isLoaded) {
  const log = element();
  const { open } = getState();
  if (!isLoaded) {
    shownId = null;
    return;
  }
  if (shownId !== open.id) {
    shownId = open.id;
    shownGoes = open.seq === null ? open.goes : 0;
    isAtEnd = true;
    anchors = [];
    drawRest(open.id);
  }
  const target = open.goes === shownGoes || open.seq === null ? null : rowOf(log, open.seq);
  if (target) goTo(log, target, open.goes);
  else keepPlace(log);
  look(log);
}

function keepPlace(log) {
  const { line, open } = getState();
  const below = line && !line.isSeen ? log.querySelector("[data-new]") : null;
  if (isAtEnd && open.seq === null && (endIsHeld() || below)) toEnd(log, below);
  else keepAnchor(log);
}

/** To the end; if what is new does not fit above it, only so far that the line stands in the upper third. */
function toEnd(log, below) {
  const end = log.scrollHeight - log.clientHeight;
  const wanted = below ? Math.min(end, topOf(log, below) - log.clientHeight / 3) : end;
  if (Math.abs(log.scrollTop - wanted) >= 1) log.scrollTop = wanted;
  isAtEnd = wanted > end - NEAR_END && endIsHeld();
}

function keepAnchor(log) {
  const held = anchors.find(({ row }) => row.isConnected);
  if (!held) return;
  const moved = topOf(log, held.row) - held.top;
  if (Math.abs(moved) >= 0.5) log.scrollTop += moved;
}

function goTo(log, row, goes) {
  const isNew = !anchors.some((anchor) => anchor.row.isConnected);
  const wanted = topOf(log, row) - (log.clientHeight - Math.min(row.offsetHeight, log.clientHeight)) / 2;
  const isNear = Math.abs(log.scrollTop - wanted) < GLIDE * log.clientHeight;
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  shownGoes = goes;
  isAtEnd = false;
  log.scrollTo({ top: wanted, behavior: !isNew && isNear && !isCalm ? "smooth" : "instant" });
  // Whoever came by keyboard goes on from there.
  if (document.activeElement === document.body) row.querySelector("article")?.focus({ preventScroll: true });
  setTimeout(() => update((state) => (state.open.goes === goes ? withoutTarget(state) : state)), HIGHLIGHTED_FOR);
}

/** Take down what is in sight, tell whom it concerns, and have what comes next loaded in time. */
function look(log) {
  if (!log || shownId !== getState().open.id) return;
  const rows = rowsInSight(log);
  anchors = rows.filter(({ top }) => top >= log.scrollTop).concat(rows.filter(({ top }) => top < log.scrollTop));
  if (log.scrollTop < AHEAD && roomAbove(getState()) === 0) loadMore("older");
  if (distanceToEnd(log) < AHEAD) loadMore("newer");
  tell(log, rows);
}

function tell(log, rows) {
  const { open: { id }, line, timelines } = getState();
  const messages = timelines[id]?.messages ?? [];
  const seqs = rows.map(({ row }) => Number(row.dataset.row)).filter(Boolean);
  const first = messages.find(({ seq }) => seq === seqs[0]);
  if (seqs.length > 0) setMiddle({ id, seq: seqs[Math.floor(seqs.length / 2)] });
  const isLineHeld = line && Boolean(log.querySelector("[data-new]"));
  const isLineAbove = Boolean(line && !line.isSeen) && (isLineHeld ? topOf(log, log.querySelector("[data-new]")) < log.scrollTop : messages[0]?.seq > line.after);
  const isLineInSight = isLineHeld && rows.some(({ row }) => row.dataset.new !== undefined);
  const isDaySaid = rows[0]?.row.querySelector(".day") && rows[0].top >= log.scrollTop;
  setPlace({
    isAtEnd: isAtEnd && endIsHeld(),
    isFar: !endIsHeld() || distanceToEnd(log) > log.clientHeight / 2,
    isLineAbove,
    day: first && !isDaySaid ? new Date(first.created_at).toDateString() : "",
  });
  if (isLineInSight && isWatched()) update(withLineSeen);
  setLooking(isAtEnd && endIsHeld() && !isLineAbove);
  const read = rows.findLast(({ row, top }) => top + row.offsetHeight <= log.scrollTop + log.clientHeight + 1);
  if (read && seqs.length > 0) markSeen(seqs[0], Number(read.row.dataset.row));
}

function rowsInSight(log) {
  const rows = log.querySelectorAll(".column > [data-row]");
  const start = log.scrollTop;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (rows[half].offsetTop + rows[half].offsetHeight > start) high = half;
    else low = half + 1;
  }
  const found = [];
  for (let at = low; at < rows.length; at += 1) {
    const top = topOf(log, rows[at]);
    if (top >= start + log.clientHeight) break;
    found.push({ row: rows[at], top });
  }
  return found;
}

function rowOf(log, seq) {
  return log.querySelector(`[data-row="${seq}"]`);
}

function topOf(log, row) {
  return row.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop;
}

function distanceToEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight;
}

function endIsHeld() {
  const { open, timelines } = getState();
  return reachesEnd(timelines[open.id]);
}

function element() {
  return document.getElementById(TIMELINE);
}
