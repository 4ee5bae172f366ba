/** Where the timeline stands: at its end it stays there, and elsewhere nothing moves under the reader. */
import { useLayoutEffect, useRef } from "react";
import { setLooking } from "./marks.js";
import { loadMore, trim } from "./opening.js";

const TIMELINE = "timeline";
const NEAR_END = 80;
const NEAR_START = 800;
const NOWHERE = { id: null, first: null, highlighted: 0, height: 0 };

let isAtEnd = true;

/**
 * Keep the place when rows come: `id` is the conversation's, `first` the uppermost row's key, `highlighted` the seq of
 * a permalink or 0; where there is more below than is held, the end of the window is not the end.
 */
export function useScroll(id, first, highlighted, hasNewer) {
  const before = useRef(NOWHERE);
  useLayoutEffect(() => {
    const log = document.getElementById(TIMELINE);
    if (!first) {
      before.current = NOWHERE;
      return;
    }
    const was = before.current;
    if (was.id !== id || was.highlighted !== highlighted) {
      isAtEnd = !highlighted;
      if (highlighted) log.querySelector('[data-highlighted="true"]')?.scrollIntoView({ block: "center" });
    } else if (was.first !== first && !isAtEnd) {
      log.scrollTop += log.scrollHeight - was.height;
    }
    if (hasNewer) isAtEnd = false;
    if (isAtEnd) log.scrollTop = log.scrollHeight;
    before.current = { id, first, highlighted, height: log.scrollHeight };
  });
  useLayoutEffect(() => {
    const log = document.getElementById(TIMELINE);
    // Pictures that arrive, the composer that grows and a keyboard that opens all change the height.
    const observer = new ResizeObserver(() => {
      if (isAtEnd) log.scrollTop = log.scrollHeight;
    });
    observer.observe(log);
    observer.observe(log.firstElementChild);
    return () => observer.disconnect();
  }, []);
}

export function timelineScrolled(event) {
  const log = event.currentTarget;
  isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  if (log.scrollTop < NEAR_START) loadMore("older");
  if (isAtEnd) {
    loadMore("newer");
    trim();
  }
  setLooking(isAtEnd);
}

export function scrollToEnd() {
  isAtEnd = true;
  const log = document.getElementById(TIMELINE);
  if (log) log.scrollTop = log.scrollHeight;
}
