/** What stands for somebody: their picture, or initials on one of a few colours that is always theirs. */
const TINTS = 8;

/** `{initials, tint, avatar}` of a user; of nobody, empty ones. */
export function faceOf(user) {
  return { initials: initials(user?.display_name ?? ""), tint: tint(user?.id ?? ""), avatar: user?.avatar_url ?? "" };
}

/** The same of a conversation: of two people that of the other one, whose name is `title`, else the group's own. */
export function faceOfConversation({ id, kind, name, peer, avatar_url }, title) {
  if (kind === "direct") return { ...faceOf(peer), initials: initials(title), tint: tint(peer?.id ?? id) };
  return { initials: initial(name ?? ""), tint: tint(id), avatar: avatar_url ?? "" };
}

/** A picture that cannot be loaded leaves the initials to be seen. */
export function faceMissing({ currentTarget }) {
  currentTarget.hidden = true;
}

/** Of a person: the first letters of the first and the last name. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  return initial(words[0]) + (words.length > 1 ? initial(words.at(-1)) : "");
}

/** Of a group: the first letter. */
function initial(word) {
  return ([...word.trim()][0] ?? "").toUpperCase();
}

export function tint(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) >>> 0;
  return sum % TINTS;
}
