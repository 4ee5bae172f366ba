/** `now`, with whatever in it equals its counterpart in `before` being that very object, up to the whole. */
export function shared(before, now) {
  if (Object.is(before, now) || !isNested(before) || !isNested(now)) return now;
  const next = Array.isArray(now)
    ? now.map((item, at) => shared(counterpart(before, item, at), item))
    : Object.fromEntries(Object.entries(now).map(([name, value]) => [name, shared(before[name], value)]));
  const names = Object.keys(next);
  const isSame = names.length === Object.keys(before).length && names.every((name) => next[name] === before[name]);
  return isSame ? before : next;
}

/** Things with an id are found by it wherever they have moved, others by their place. */
function counterpart(before, item, at) {
  return item?.id === undefined ? before[at] : before.find?.((one) => one?.id === item.id);
}

function isNested(value) {
  return typeof value === "object" && value !== null;
}
