/** Picking an emoji: into a text, or for a message. Those that one used last for a message are offered first. */
import { recentEmoji, rememberEmoji } from "./disk.js";
import { fieldOf, insert } from "./field.js";
import { slice } from "./slice.js";

/** Offered to whoever has not reacted to anything yet. */
const OFFERED = ["👍", "❤️", "😂", "🎉", "👀"];

const [, write, use] = slice({ recent: null });

/** The emoji that a message offers at once. */
export function useQuickEmoji() {
  return use(({ recent }) => recent ?? quick());
}

let made = { of: null, quick: OFFERED };

function quick() {
  const recent = recentEmoji();
  if (made.of?.join() !== recent.join()) made = { of: recent, quick: [...new Set([...recent, ...OFFERED])].slice(0, OFFERED.length) };
  return made.quick;
}

/** Note that this emoji was used for a message. */
export function usedEmoji(emoji) {
  rememberEmoji(emoji);
  write({ recent: quick() });
}

/** Resolves to an emoji, or to null. */
export async function pickEmoji(anchor) {
  const { open } = await import("./emojiPicker.js");
  return open(anchor);
}

/** The Emoji button beside a field. */
export async function pickIntoField(event) {
  const field = fieldOf(event);
  const { currentTarget: button } = event;
  if (button.getAttribute("aria-expanded") === "true") return;
  const emoji = await pickEmoji(button);
  if (emoji) insert(field, emoji);
  else if (!window.matchMedia("(pointer: coarse)").matches) field.focus();
}

/** Somebody is about to want it. */
export function expectPicking() {
  import("./emojiPicker.js");
}
