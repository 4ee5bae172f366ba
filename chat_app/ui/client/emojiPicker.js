/**
 * The panel in which one looks for an emoji; loaded when first wanted. All of its data is our own build's.
 *
 * On a narrow screen it is a sheet at the bottom, elsewhere it stands beside what it was opened from.
 */
import dataAddress from "emoji-picker-element-data/en/github/data.json?url";
import english from "emoji-picker-element/i18n/en";
import indonesian from "emoji-picker-element/i18n/id";
import Picker from "emoji-picker-element/picker";
import { language, say } from "./text.js";

const AWAY = 8;
const EDGE = 8;
const SHEET = "(max-width: 720px)";
const TEXTS = { en: english, id: indonesian };

let panel = null;
let settle = null;

/** Resolves to the emoji that was picked, or to null where the panel was closed. */
export function open(anchor) {
  close(null);
  panel = document.createElement("div");
  panel.className = "emoji-panel";
  panel.id = "emoji-panel";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", say("emoji-title"));
  const picker = new Picker({ dataSource: dataAddress, locale: "en", i18n: TEXTS[language()] });
  picker.className = document.documentElement.classList.contains("dark") ? "dark" : "light";
  picker.addEventListener("emoji-click", ({ detail }) => detail.unicode && close(plain(detail.unicode)));
  panel.append(picker);
  // Inside of a sheet or a dialog that keeps the focus to itself, if that is where one is.
  (anchor.closest('[role="dialog"]') ?? document.body).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  place(panel, anchor);
  document.addEventListener("pointerdown", pressed, true);
  document.addEventListener("keydown", key, true);
  window.addEventListener("resize", leave);
  if (window.matchMedia("(pointer: coarse)").matches) document.activeElement?.blur();
  else focusSearch(picker);
  return new Promise((resolve) => {
    settle = (emoji) => {
      anchor.setAttribute("aria-expanded", "false");
      resolve(emoji);
    };
  });
}

export function close(emoji) {
  if (!panel) return;
  document.removeEventListener("pointerdown", pressed, true);
  document.removeEventListener("keydown", key, true);
  window.removeEventListener("resize", leave);
  panel.remove();
  panel = null;
  settle(emoji);
}

/** Selectors for an emoji that is drawn in colour by itself are left out: the server's emoji have none there. */
function plain(emoji) {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");
}

function pressed(event) {
  if (!panel.contains(event.target)) leave();
}

function key(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  leave();
}

function leave() {
  close(null);
}

/** The search is there as soon as the picker has drawn itself, which is after its texts are known to it. */
function focusSearch(picker) {
  const search = picker.shadowRoot.querySelector("input.search");
  if (search) search.focus();
  else requestAnimationFrame(() => panel?.contains(picker) && focusSearch(picker));
}

function place(element, anchor) {
  if (window.matchMedia(SHEET).matches) return;
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const left = Math.max(EDGE, Math.min(at.right - width, window.innerWidth - width - EDGE));
  const above = at.top - height - AWAY;
  const below = Math.min(at.bottom + AWAY, window.innerHeight - height - EDGE);
  element.style.left = `${left}px`;
  element.style.top = `${Math.max(EDGE, above >= EDGE ? above : below)}px`;
}
