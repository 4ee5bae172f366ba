/** Mentions of oneself stand out: which name is one's own only this page knows, and it is a rule of style. */
import { getState, subscribe } from "./store.js";

let sheet = null;
let name = null;

/** Keep the rule at whoever is signed in. Called once. */
export function markMentions() {
  if (!("adoptedStyleSheets" in document)) return;
  sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  subscribe(mark);
  mark();
}

function mark() {
  const username = getState().me?.username;
  if (!username || username === name) return;
  name = username;
  sheet.replaceSync(`.mention[data-name="${CSS.escape(username)}"] { background: var(--mention-soft); color: var(--mention); }`);
}
