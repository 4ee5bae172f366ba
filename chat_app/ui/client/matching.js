/** How well a name fits what was typed: without case or accents, from its beginning, a word's, or across it. */

/** As it is compared: small letters without accents. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** 0 where it does not fit; the higher, the better. Both are `folded`. */
export function fit(name, typed) {
  if (!typed) return 1;
  if (name === typed) return 100;
  if (name.startsWith(typed)) return 80;
  const at = name.indexOf(typed);
  if (at > 0) return /[\p{L}\p{N}]/u.test(name[at - 1]) ? 40 : 60;
  return inOrder(name, typed);
}

/** All the letters are there in their order: `mkt` in `Marketing`, best where they begin words. */
function inOrder(name, typed) {
  let at = -1;
  let begins = 0;
  for (const letter of typed) {
    if (letter === " ") continue;
    at = name.indexOf(letter, at + 1);
    if (at < 0) return 0;
    if (at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1])) begins += 1;
  }
  return 1 + (20 * begins) / typed.length;
}
