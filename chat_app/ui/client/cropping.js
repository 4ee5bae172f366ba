/**
 * The square that one cuts out of a picture, as it is moved about in a frame.
 *
 * A view is `{width, height, frame, scale, x, y}`: the picture's size and the frame's, how many of the frame's pixels one
 * of the picture takes, and where in the frame its upper left corner is. The picture always covers the frame.
 */
/** Nobody sees more of a portrait than this. */
const LEAST_SIDE = 96;
const MOST_ZOOM = 6;

/** The whole picture, as far as a square can have it, from its middle. */
export function begun(width, height, frame) {
  const scale = frame / Math.min(width, height);
  return { width, height, frame, scale, x: (frame - width * scale) / 2, y: (frame - height * scale) / 2 };
}

export function moved(view, dx, dy) {
  return within({ ...view, x: view.x + dx, y: view.y + dy });
}

/** Larger or smaller by this factor; what is at the point `{x, y}` of the frame stays there. */
export function zoomed(view, factor, at = { x: view.frame / 2, y: view.frame / 2 }) {
  const [least, most] = bounds(view);
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const grown = scale / view.scale;
  return within({ ...view, scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown });
}

/** How far it is magnified, from 0 to 1, so that each step looks alike. */
export function shareOf(view) {
  const [least, most] = bounds(view);
  return most > least ? Math.log(view.scale / least) / Math.log(most / least) : 0;
}

export function atShare(view, share) {
  const [least, most] = bounds(view);
  return zoomed(view, (least * (most / least) ** share) / view.scale);
}

/** What is in the frame, in pixels of the picture. */
export function squareOf({ width, height, frame, scale, x, y }) {
  const side = Math.min(Math.round(frame / scale), width, height);
  const at = (offset, length) => Math.min(Math.max(0, Math.round(-offset / scale)), length - side);
  return { x: at(x, width), y: at(y, height), side };
}

function bounds({ width, height, frame }) {
  const shorter = Math.min(width, height);
  const least = frame / shorter;
  return [least, least * Math.min(MOST_ZOOM, Math.max(1, shorter / LEAST_SIDE))];
}

function within(view) {
  const clamped = (offset, length) => Math.min(0, Math.max(view.frame - length * view.scale, offset));
  return { ...view, x: clamped(view.x, view.width), y: clamped(view.y, view.height) };
}
