/**
 * The side panel: one place for the details of a conversation, a thread, what is pinned, what was shared, or who
 * has seen a message.
 * It stands beside the timeline where there is room for it, else over it. The address names an open thread, so that
 * it is there again after a reload, and gone with the way back.
 */
import { useEffect, useSyncExternalStore } from "react";
import { go } from "./navigation.js";
import { getState, subscribe, update } from "./store.js";

const BESIDE = "(min-width: 1200px)";
const CLOSED = { kind: "", of: "", seq: 0 };

/** Where in the browser's history a thread was opened from the page that is there without it. */
let openedFrom = null;
let focusedBefore = null;

/** `details`, `thread`, `pins`, `seen`, `shared`, or nothing. */
export function usePanelKind() {
  return useSyncExternalStore(subscribe, () => getState().panel.kind, () => "");
}

/** Is there room for it beside the timeline? */
export function useIsBeside() {
  return useSyncExternalStore(listenToWidth, () => window.matchMedia(BESIDE).matches, () => true);
}

/** For the page: keeps the panel at what the address names, and within the conversation that is open. */
export function usePanelAddress(id, hash) {
  useEffect(() => {
    const root = threadIn(hash);
    const { panel } = getState();
    if (root && (panel.kind !== "thread" || panel.of !== root)) show({ kind: "thread", of: root, seq: 0 });
    else if (!root && panel.kind === "thread") show(CLOSED);
  }, [hash]);
  useEffect(
    () => () => {
      const { kind, of } = getState().panel;
      const isNamed = kind === "thread" && threadIn(location.hash) === of;
      if (["thread", "seen"].includes(kind) && !isNamed) show(CLOSED);
    },
    [id],
  );
}

export function togglePanel(kind) {
  if (getState().panel.kind === kind) closePanel();
  else openPanel(kind);
}

/** Open it for `details`, `pins` or what is `shared` of the open conversation, or `seen` of a message. */
export function openPanel(kind, of = "") {
  const wasThread = getState().panel.kind === "thread";
  show({ kind, of, seq: 0 });
  if (wasThread) go(location.pathname, { replace: true });
}

/** Open the thread on a message of the open conversation; with `seq`, go to that reply in it. */
export function showThread(rootId, seq = 0) {
  const { panel } = getState();
  const isNamed = threadIn(location.hash) === rootId;
  show({ kind: "thread", of: rootId, seq });
  if (isNamed) return;
  // A link to a reply leads to its thread: that is no step that one would want to take back.
  const isFromLink = seq > 0 && /\/m\/\d+$/.test(location.pathname);
  if (!isFromLink && panel.kind !== "thread") openedFrom = placeInHistory();
  go(`${location.pathname}#thread=${rootId}`, { replace: isFromLink });
}

export function closePanel() {
  const { kind } = getState().panel;
  show(CLOSED);
  if (kind === "thread") leaveAddress();
  restoreFocus();
}

/** Where it lies over the timeline, it is closed so that something in the timeline can be seen. */
export function showTimeline() {
  if (!window.matchMedia(BESIDE).matches) closePanel();
}

export function panelOpenChange(isOpen) {
  if (!isOpen) closePanel();
}

/** Escape closes it from within, where nothing in it had a use for the key. */
export function panelKey(event) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.stopPropagation();
  closePanel();
}

function show(panel) {
  const { panel: before } = getState();
  if (before.kind === "" && panel.kind !== "") focusedBefore = document.activeElement;
  update((state) => ({ ...state, panel: { ...panel, goes: state.panel.goes + 1 } }));
}

function leaveAddress() {
  if (openedFrom !== null && placeInHistory() === openedFrom + 1) go(-1);
  else go(location.pathname, { replace: true });
  openedFrom = null;
}

function restoreFocus() {
  const wanted = focusedBefore?.isConnected && focusedBefore !== document.body ? focusedBefore : document.getElementById("composer");
  focusedBefore = null;
  if (window.matchMedia("(hover: hover)").matches) wanted?.focus();
}

function threadIn(hash) {
  return hash.match(/^#thread=([\w-]+)$/)?.[1] ?? null;
}

/** The router counts the pages that it shows. */
function placeInHistory() {
  return history.state?.idx ?? null;
}

function listenToWidth(listener) {
  const query = window.matchMedia(BESIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
