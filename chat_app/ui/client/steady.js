/** The rows in the order that was held when `keys` were written down; what has come since is at the end. */
export function inOrder(rows, keys) {
  if (!keys) return rows;
  const place = new Map(keys.map((key, at) => [key, at]));
  const placeOf = (row) => place.get(row.key) ?? keys.length;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}
