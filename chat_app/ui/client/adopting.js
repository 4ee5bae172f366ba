/**
 * The draft here after the server's went from `before` to `now`: the server's, where there was none here or nothing
 * has been changed since they were the same.
 */
export function adopted(here, before, now) {
  return here === "" || here === before ? now : here;
}
