/**
 * The focus never gets lost: where what had it is gone, and nobody has put it elsewhere, it goes to what is nearest.
 *
 * Menus and dialogs give it back by themselves, and are given the time to.
 */
const GONE_AFTER = 100;
const REACHABLE = "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex='0']";

/** What has the focus, and all that it is in, from the inside out. */
let path = [];
let timer = null;
/** The conversation that the page was opened at last; nothing before the first. */
let shown;

/** Watch over it from now on. Called once. */
export function keepFocus() {
  document.addEventListener("focusin", ({ target }) => {
    path = [];
    for (let one = target; one && one !== document.body; one = one.parentElement) path.push(one);
  });
  new MutationObserver(look).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-pane", "disabled"],
  });
}

/** Where to go on from: where messages are written, or, under a finger, where they are read. */
export function focusConversation() {
  const composer = document.querySelector("#composer:not(:disabled)");
  const main = document.querySelector("main");
  if (composer && window.matchMedia("(hover: hover)").matches) composer.focus();
  else main?.focus({ preventScroll: true });
}

/** A pane has come: where it took the focus with it, this goes to the conversation, or in the list to the one left. */
export function focusPane(id) {
  const left = shown;
  shown = id;
  const now = document.activeElement;
  if (now && now !== document.body && isThere(now)) return;
  const line = id === null && left && document.querySelector(`nav a[href="/c/${CSS.escape(left)}"]`);
  if (line) line.focus();
  else if (left !== undefined) focusConversation();
}

/** For the first stop of the page. */
export function skipToConversation() {
  (document.querySelector("#composer:not(:disabled)") ?? document.querySelector("main"))?.focus();
}

function look() {
  if (timer || !isLost()) return;
  timer = setTimeout(() => {
    timer = null;
    if (isLost()) restore();
  }, GONE_AFTER);
}

function isLost() {
  const [last] = path;
  const now = document.activeElement;
  return Boolean(last) && (now === document.body || now === null || now === last) && !isThere(last);
}

function isThere(element) {
  return element.isConnected && element.checkVisibility() && !element.disabled;
}

function restore() {
  for (const one of path.slice(1)) {
    if (!isThere(one) || one.matches("main, .chat")) continue;
    const next = one.matches(REACHABLE) ? one : [...one.querySelectorAll(REACHABLE)].find(isThere);
    if (next) return next.focus({ preventScroll: true });
  }
  focusConversation();
}
