/** How large a picture is shown, known before it has come, so that nothing moves when it does. */
const WIDEST = 420;
const HIGHEST = 320;
/** Of a very long or very high picture the middle is shown, so that there is something to see and to press. */
const LEAST = 64;
/** So many pictures of a message are shown; the last of them tells of the others. */
const SHOWN = 4;
const GRIDS = ["", "one", "two", "three", "four"];
/** The share of the grid's width that a picture has in it, by its place. */
const SHARES = { two: [0.5, 0.5], three: [0.67, 0.33, 0.33], four: [0.5, 0.5, 0.5, 0.5] };
const VARIANTS = [320, 800];
const UNKNOWN = { width: 4, height: 3 };

/** The box of a single picture, in pixels: its own proportions, and never larger than it is. */
export function boxOf(width, height) {
  const whole = width > 0 && height > 0 ? { width, height } : { width: WIDEST, height: (WIDEST * UNKNOWN.height) / UNKNOWN.width };
  const scale = Math.min(1, WIDEST / whole.width, HIGHEST / whole.height);
  return {
    width: Math.max(LEAST, Math.round(whole.width * scale)),
    height: Math.max(LEAST, Math.round(whole.height * scale)),
  };
}

/** The box of a video, whose size is often not known. */
export function videoBox(width, height) {
  const isKnown = width > 0 && height > 0;
  const scale = isKnown ? Math.min(WIDEST / width, HIGHEST / height) : 0;
  return isKnown ? { width: Math.round(width * scale), height: Math.round(height * scale) } : { width: WIDEST, height: (WIDEST / 16) * 9 };
}

/** `{grid, shown, more}`: how so many pictures lie together, how many of them are shown, and how many are not. */
export function gridOf(count) {
  const shown = Math.min(count, SHOWN);
  return { grid: GRIDS[shown], shown, more: count - shown };
}

/** How wide the picture at this place of a grid is shown, in pixels. */
export function widthIn(grid, at, box) {
  return grid === "one" ? box.width : Math.round(WIDEST * SHARES[grid][at]);
}

/** The variants that a browser may choose from, as `srcset` has them. A variant is never larger than the picture. */
export function sourcesOf({ thumb_url: thumb, width, height }) {
  const longest = Math.max(width ?? 0, height ?? 0);
  if (longest <= VARIANTS[0]) return "";
  const wide = (variant) => Math.round((width * Math.min(variant, longest)) / longest);
  return VARIANTS.map((variant) => `${variantOf(thumb, variant)} ${wide(variant)}w`).join(", ");
}

/** The address of a variant of this size. */
export function variantOf(thumb, size) {
  return thumb.replace(/\d+$/, String(size));
}
