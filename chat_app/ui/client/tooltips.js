/** One tooltip for the whole page, beside whatever has `data-tip` and is pointed at or reached by keyboard. */
import { useEffect, useLayoutEffect } from "react";
import { slice } from "./slice.js";

const ELEMENT = "tooltip";
const AWAY = 6;
const EDGE = 8;
const SHOWN_AFTER = 450;
const WARM_FOR = 300;

const [read, write, useTipSlice] = slice({ is_open: false, text: "", anchor: null });

let timer = null;
let hiddenAt = 0;

export function useTip() {
  useEffect(() => {
    const listeners = { pointerover: pointed, pointerout: left, pointerdown: hide, keydown, focusin: focused, focusout: hide, scroll: hide };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener, true);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener, true);
    };
  }, []);
  const tip = useTipSlice();
  useLayoutEffect(() => {
    if (tip.is_open) place(document.getElementById(ELEMENT), tip.anchor.getBoundingClientRect());
  }, [tip]);
  return tip;
}

/** Above the anchor, or below it where there is no room, and never over the edge of the window. */
function place(element, anchor) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const middle = anchor.left + anchor.width / 2 - width / 2;
  const above = anchor.top - height - AWAY;
  element.style.left = `${Math.max(EDGE, Math.min(middle, window.innerWidth - width - EDGE))}px`;
  element.style.top = `${above >= EDGE ? above : anchor.bottom + AWAY}px`;
}

function pointed(event) {
  // A finger that is on something has other things to say.
  if (event.pointerType !== "mouse") return;
  const anchor = tipped(event);
  if (!anchor || (read().is_open && anchor === read().anchor)) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(anchor), Date.now() - hiddenAt < WARM_FOR ? 0 : SHOWN_AFTER);
}

function left(event) {
  const anchor = tipped(event);
  if (anchor && !anchor.contains(event.relatedTarget)) hide();
}

function focused(event) {
  const anchor = tipped(event);
  if (anchor?.matches(":focus-visible")) show(anchor);
}

function keydown(event) {
  if (event.key === "Escape") hide();
}

function show(anchor) {
  if (!anchor.isConnected || anchor.getAttribute("aria-expanded") === "true") return;
  write({ is_open: true, text: anchor.dataset.tip, anchor });
}

function hide() {
  clearTimeout(timer);
  if (!read().is_open) return;
  hiddenAt = Date.now();
  write({ is_open: false });
}

function tipped(event) {
  return event.target.closest?.("[data-tip]");
}
