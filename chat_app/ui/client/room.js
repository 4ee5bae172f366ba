/** How long a message may be. */
const LONGEST = 20_000;

/** How many more characters fit, as the server counts them: an emoji may be two of the browser's. */
export function room(text) {
  return LONGEST - (text.length > LONGEST / 2 ? [...text].length : text.length);
}
