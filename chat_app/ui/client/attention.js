/**
 * How much waits for one, said where one sees it from elsewhere: in the title of the tab, on its icon, and on the icon
 * of the installed app.
 *
 * The number is the sum of the sidebar's badges. Of a conversation that is muted, or that one wants to hear of by
 * mentions alone, only mentions count, and of one that one wants to hear nothing of, nothing does.
 */
import { title } from "./conversations.js";
import { getState, subscribe } from "./store.js";

const NAME = "Parley";
const ICON = "/icon.svg";

let drawing = null;
let shown = null;

/** Say it from now on. Called once. */
export function keepAttention() {
  subscribe(sayTitle);
  subscribe(() => sayCount(waiting(getState(), Date.now())));
}

/** The title of the tab: `(3) Garden · Parley`. */
export function titleOf(state, now) {
  const count = waiting(state, now);
  const conversation = state.conversations[state.open.id];
  const place = conversation ? `${title(conversation)} · ${NAME}` : NAME;
  return count > 0 ? `(${count}) ${place}` : place;
}

/** How many messages wait, of those that one wants to hear of. */
export function waiting({ conversations }, now) {
  let count = 0;
  for (const { my } of Object.values(conversations)) {
    if (my.notify === "nothing") continue;
    const isQuiet = my.notify === "mentions" || Date.parse(my.muted_until ?? "") > now;
    count += isQuiet ? my.mentions : my.unread;
  }
  return count;
}

/** Say it again: a page that was drawn anew has brought the title that it was built with. */
export function sayTitle() {
  const wanted = titleOf(getState(), Date.now());
  if (getState().me && document.title !== wanted) document.title = wanted;
}

async function sayCount(count) {
  if (count === shown) return;
  shown = count;
  if (count > 0) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  const icon = count > 0 ? await badged(count) : ICON;
  const link = document.querySelector('link[rel="icon"]');
  if (link && count === shown) link.href = icon;
}

/** The icon with the number on it, as an address that holds the drawing itself. */
async function badged(count) {
  drawing ??= await fetch(ICON).then((answer) => answer.text());
  const [ground, ink] = ["--error", "--error-text"].map(token);
  const text = count > 99 ? "99" : String(count);
  const badge =
    `<circle cx="22" cy="22" r="10" fill="${ground}"/>` +
    `<text x="22" y="26.6" fill="${ink}" font-family="sans-serif" font-size="${text.length > 1 ? 12 : 14}" ` +
    `font-weight="700" text-anchor="middle">${text}</text>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing.replace("</svg>", `${badge}</svg>`))}`;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
