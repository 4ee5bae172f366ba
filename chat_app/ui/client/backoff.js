/** When to connect again. */

/** The code with which a server that ends sends its sockets elsewhere, one after the other. */
export const SENT_ELSEWHERE = 1012;

const FIRST = 1000;
const LONGEST = 10_000;
const ELSEWHERE = 250;

/**
 * Milliseconds until the nth attempt (from 1) after a connection was lost. `chance` is 0 to 1.
 *
 * Full jitter, from the first attempt on: whoever was cut off in one moment, as a server died, must not come back in
 * one. Whom a server has sent elsewhere was sent alone, and is expected there.
 */
export function waitBefore(attempt, chance, isSentElsewhere = false) {
  const longest = isSentElsewhere && attempt === 1 ? ELSEWHERE : Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
  return longest * chance;
}
