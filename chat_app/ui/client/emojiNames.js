/** Emoji by their shortcodes, as the server knows them. The names are loaded when first wanted. */

/** `{shortcode: emoji}`, the shortcodes without colons. */
export async function emojiNames() {
  const { default: names } = await import("./emoji-names.js");
  return names;
}

/** Completions for the beginning of a shortcode, or of a word in one; each emoji once, flags last, short names first. */
export async function emojiNamed(query) {
  const names = Object.entries(await emojiNames()).toSorted(([a, x], [b, y]) => FLAG.test(x) - FLAG.test(y) || a.length - b.length);
  const found = new Map();
  for (const fits of [(name) => name === query, (name) => name.startsWith(query), (name) => name.includes(`_${query}`)]) {
    for (const [name, emoji] of names) if (fits(name) && !found.has(emoji)) found.set(emoji, name);
  }
  return [...found].map(([emoji, name]) => ({ key: emoji, insert: emoji, kind: "emoji", label: `:${name}:`, detail: "", emoji, ...NOBODY }));
}

const FLAG = /^\p{RI}/u;
const NOBODY = { initials: "", tint: 0, avatar: "", presence: "" };
