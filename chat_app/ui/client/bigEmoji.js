/** Messages that say all with a few emoji are shown big. */
const MOST = 6;
const LONGEST = 160;
const EMOJI_ALONE = /^[\p{Extended_Pictographic}\p{Emoji_Component}\s]+$/u;
const ONE = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u;

let segmenter = null;

/** Is the text nothing but one to six emoji? */
export function isBigEmoji(text) {
  if (text.length > LONGEST || !EMOJI_ALONE.test(text) || typeof Intl.Segmenter === "undefined") return false;
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  const pieces = [...segmenter.segment(text)].map(({ segment }) => segment).filter((piece) => piece.trim() !== "");
  return pieces.length > 0 && pieces.length <= MOST && pieces.every((piece) => ONE.test(piece));
}
