/** Cutting a square out of the picture that was chosen: by pointer, two fingers, wheel, slider and keys. */
import "@/styles/cropping.css";
import { dropChoice, keepPicture, useChosen, useIsCropping } from "./avatars.js";
import { atShare, begun, moved, shareOf, squareOf, zoomed } from "./cropping.js";
import { slice } from "./slice.js";
import { say } from "./text.js";

const STEP = 12;
const ZOOM_STEP = 1.15;
const WHEEL = 0.0016;
const CALM = { view: null, is_saving: false, failure: "" };
const MOVES = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

const [read, write, use] = slice(CALM);

/** Where the pointers are that hold the picture, in the frame. */
const held = new Map();

export function useCropping() {
  const { view, is_saving, failure } = use();
  return {
    is_open: useIsCropping(),
    address: useChosen(),
    is_ready: view !== null,
    is_saving,
    failure,
    share: view ? Math.round(shareOf(view) * 100) : 0,
    // Until its size is known it is not to be seen.
    place: view ? { width: `${view.width * view.scale}px`, translate: `${view.x}px ${view.y}px` } : { visibility: "hidden" },
  };
}

export function cropLoaded({ currentTarget: image }) {
  const frame = image.parentElement;
  held.clear();
  write({ ...CALM, view: begun(image.naturalWidth, image.naturalHeight, frame.clientWidth) });
  // React's own listener may not keep the dialog from scrolling.
  frame.addEventListener("wheel", turned, { passive: false });
}

export function cropBroken() {
  write({ ...CALM, failure: say("picture-broken") });
}

export function cropDown(event) {
  event.currentTarget.setPointerCapture(event.pointerId);
  held.set(event.pointerId, pointIn(event));
}

export function cropMove(event) {
  const before = held.get(event.pointerId);
  if (!before || !read().view) return;
  const now = pointIn(event);
  const [other] = [...held].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
  held.set(event.pointerId, now);
  if (!other) return change((view) => moved(view, now.x - before.x, now.y - before.y));
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  const factor = distance(now, other) / distance(before, other);
  change((view) => moved(zoomed(view, factor, middle), (now.x - before.x) / 2, (now.y - before.y) / 2));
}

export function cropUp({ pointerId }) {
  held.delete(pointerId);
}

export function cropKey(event) {
  const { key } = event;
  if (MOVES[key]) change((view) => moved(view, ...MOVES[key]));
  else if (key === "+" || key === "=") change((view) => zoomed(view, ZOOM_STEP));
  else if (key === "-") change((view) => zoomed(view, 1 / ZOOM_STEP));
  else return;
  event.preventDefault();
}

export function cropSlid({ target }) {
  change((view) => atShare(view, Number(target.value) / 100));
}

export function cropOpenChange(isOpen) {
  if (!isOpen) close();
}

export function closeCrop() {
  close();
}

export async function saveCrop() {
  const { view, is_saving } = read();
  if (!view || is_saving) return;
  write({ is_saving: true, failure: "" });
  try {
    await keepPicture(squareOf(view));
    close();
  } catch ({ message }) {
    write({ is_saving: false, failure: message });
  }
}

function close() {
  dropChoice();
  write(CALM);
}

function turned(event) {
  event.preventDefault();
  change((view) => zoomed(view, Math.exp(-event.deltaY * WHEEL), pointIn(event)));
}

function change(made) {
  const { view } = read();
  if (view) write({ view: made(view) });
}

function pointIn({ clientX, clientY, currentTarget }) {
  const { left, top } = currentTarget.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function distance(one, other) {
  return Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
}
