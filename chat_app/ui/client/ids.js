/** A new id in hex. `crypto.randomUUID` is missing on plain http away from localhost, this is not. */
export function newId(bytes = 16) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
