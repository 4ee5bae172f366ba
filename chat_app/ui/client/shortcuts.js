/**
 * Every shortcut of the product, in one table: what it is called, its keys, and what it does.
 *
 * `mod` is Ctrl, or Cmd on a Mac. Those without `run` belong to the field or the list that has the focus, and stand
 * here for the help. Single keys act outside of text fields only, and can be switched off (WCAG 2.1.4).
 */
import { goTo } from "./opening.js";
import { openSearch } from "./searching.js";
import { conversationRows } from "./sidebarView.js";
import { getState } from "./store.js";

const ABOVE = '[role="dialog"]:not([popover]), [role="alertdialog"], [role="menu"], [popover]:popover-open';
const SINGLE_KEPT_AS = "parley:single-keys";

export const SHORTCUTS = [
  { id: "switcher", group: "around", keys: ["mod+k"], run: () => import("./switcher.js").then(({ toggleSwitcher }) => toggleSwitcher()) },
  { id: "search", group: "around", keys: ["/", "mod+shift+f"], run: openSearch },
  { id: "previous", group: "around", keys: ["alt+up"], run: () => step(-1) },
  { id: "next", group: "around", keys: ["alt+down"], run: () => step(1) },
  { id: "previous-unread", group: "around", keys: ["alt+shift+up"], run: () => step(-1, isUnread) },
  { id: "next-unread", group: "around", keys: ["alt+shift+down"], run: () => step(1, isUnread) },
  { id: "help", group: "around", keys: ["?", "mod+/"], run: () => import("./shortcutHelp.js").then(({ openHelp }) => openHelp()) },
  { id: "send", group: "in-conversation", keys: ["enter"] },
  { id: "new-line", group: "in-conversation", keys: ["shift+enter"] },
  { id: "messages", group: "in-conversation", keys: ["up", "down"] },
  { id: "reply", group: "in-conversation", keys: ["r"] },
  { id: "thread", group: "in-conversation", keys: ["t"] },
  { id: "edit", group: "in-conversation", keys: ["e"] },
  { id: "pin", group: "in-conversation", keys: ["p"] },
  { id: "delete", group: "in-conversation", keys: ["delete"] },
  { id: "bold", group: "writing", keys: ["mod+b"] },
  { id: "italic", group: "writing", keys: ["mod+i"] },
  { id: "strike", group: "writing", keys: ["mod+shift+x"] },
  { id: "link", group: "writing", keys: ["mod+shift+u"] },
  { id: "code", group: "writing", keys: ["mod+e"] },
  { id: "block", group: "writing", keys: ["mod+shift+e"] },
  { id: "numbers", group: "writing", keys: ["mod+shift+7"] },
  { id: "bullets", group: "writing", keys: ["mod+shift+8"] },
  { id: "quote", group: "writing", keys: ["mod+shift+9"] },
];

let listening = false;

/** Begin to listen. More than once does nothing. */
export function listenToKeys() {
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", pressed);
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const found = SHORTCUTS.find(({ keys, run }) => run && keys.some((keysOfOne) => fits(event, keysOfOne)));
  if (!found) return;
  const isSingle = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isSingle && (!hasSingleKeys() || isTyping(event.target) || document.querySelector(ABOVE))) return;
  event.preventDefault();
  found.run();
}

function fits(event, combination) {
  const parts = combination.split("+");
  const key = parts.at(-1);
  const isMod = event.ctrlKey || event.metaKey;
  if (isMod !== parts.includes("mod") || event.altKey !== parts.includes("alt")) return false;
  const pressedKey = { ArrowUp: "up", ArrowDown: "down" }[event.key] ?? event.key.toLowerCase();
  if (pressedKey !== key) return false;
  // Which keys need Shift for ? and / is the keyboard's business.
  return /^[a-z]/.test(key) ? event.shiftKey === parts.includes("shift") : true;
}

function isTyping(element) {
  return Boolean(element.closest?.("input, textarea, select, [contenteditable]"));
}

function isUnread(row) {
  return row.unread > 0;
}

/** To the next conversation of the list in a direction that is so, once round. */
function step(direction, isMeant = () => true) {
  const rows = conversationRows(getState(), new Date());
  const here = rows.findIndex((row) => row.is_open);
  const start = here < 0 && direction < 0 ? rows.length : here;
  for (let away = 1; away <= rows.length; away += 1) {
    const row = rows[(start + direction * away + 2 * rows.length) % rows.length];
    if (row && !row.is_open && isMeant(row)) return goTo(row.key);
  }
}

export function hasSingleKeys() {
  try {
    return localStorage.getItem(SINGLE_KEPT_AS) !== "off";
  } catch {
    return true;
  }
}

export function keepSingleKeys(isOn) {
  try {
    localStorage.setItem(SINGLE_KEPT_AS, isOn ? "on" : "off");
  } catch {
    // A private window may refuse.
  }
}
