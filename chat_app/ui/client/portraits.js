/** What stands for somebody without a picture: initials, on one of a few colours that is always theirs. */
const TINTS = 8;

/** Of a person: the first letters of the first and the last name. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  return initial(words[0]) + (words.length > 1 ? initial(words.at(-1)) : "");
}

/** Of a group: the first letter. */
export function initial(word) {
  return ([...word.trim()][0] ?? "").toUpperCase();
}

export function tint(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) >>> 0;
  return sum % TINTS;
}
