/**
 * Pictures and videos at full size, one after the other, in front of everything. Loaded when it is first wanted.
 *
 * Gestures and zoom are PhotoSwipe's. It stands in a modal `<dialog>`, so that the browser itself keeps the focus within,
 * gives it back, and has the page behind it be out of reach. The keys are ours: the page's own must not hear of them.
 */
import PhotoSwipe from "photoswipe";
import "photoswipe/style.css";
import "@/styles/lightbox.css";
import { downloadOf } from "./attachments.js";
import { slidesHeld } from "./slides.js";
import { fullOf } from "./times.js";
import { say } from "./text.js";
import { variantOf } from "./pictureBoxes.js";

const LARGE = [800, 1600];
const ZOOM_STEP = 1.5;
const MOST_ZOOM = 4;
const PAN = 80;
const FADE = 160;
/** Of a video whose size is not known. */
const UNKNOWN = { width: 1280, height: 720 };
/** The lower edge of a video, which is its own to be dragged on. */
const CONTROLS = 72;
/** Lucide's, as in theme/icon.py; here they are put into the page as text. */
const DRAWINGS = {
  close: '<path d="M18 6 6 18"/><path d="m6 6 12 12"/>',
  zoom: '<circle cx="11" cy="11" r="8"/><path d="m21 21-4.35-4.35"/><path d="M11 8v6"/><path d="M8 11h6"/>',
  arrowPrev: '<path d="m15 18-6-6 6-6"/>',
  arrowNext: '<path d="m9 18 6-6-6-6"/>',
  download: '<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>',
  lead: '<path d="M22 17a2 2 0 0 1-2 2H6.83a2 2 0 0 0-1.41.59l-2.2 2.2A.7.7 0 0 1 2 21.29V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z"/>',
};

/** Resolves once the one before has left the browser's history. */
let leaving = Promise.resolve();

/** Show the file of this id among all that are held of the conversation, or of the thread, that `opener` stands in. */
export function openHeld(fileId, opener) {
  return openLightbox(slidesHeld(Boolean(opener.closest("#thread"))), fileId, opener);
}

/**
 * Show the file of this id among `slides` (see slides.js). Once it is closed the focus goes to `opener`. With `lead` there
 * is a button that closes it and calls `lead(slide)`.
 */
export async function openLightbox(slides, fileId, opener, lead = null) {
  await leaving;
  const stage = stageIn(opener);
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pswp = new PhotoSwipe({
    appendToEl: stage,
    dataSource: slides.map(dataOf),
    index: Math.max(0, slides.findIndex(({ file }) => file.id === fileId)),
    loop: false,
    bgOpacity: 1,
    wheelToZoom: true,
    imageClickAction: "zoom",
    showHideAnimationType: isCalm ? "none" : "fade",
    showAnimationDuration: FADE,
    hideAnimationDuration: FADE,
    zoomAnimationDuration: isCalm ? false : FADE,
    secondaryZoomLevel: ({ fit }) => Math.max(1, fit * 2),
    maxZoomLevel: MOST_ZOOM,
    paddingFn: ({ x }) => ({ top: 56, bottom: 76, left: x > 720 ? 64 : 0, right: x > 720 ? 64 : 0 }),
    trapFocus: false,
    returnFocus: false,
    counter: false,
    errorMsg: say("attachments-missing"),
    ...named(),
  });
  pswp.addFilter("placeholderSrc", (source, { data }) => data.msrc ?? source);
  pswp.addFilter("contentErrorElement", withAnotherTry(pswp));
  pswp.on("contentLoad", loadVideo);
  pswp.on("contentDeactivate", ({ content }) => content.element?.pause?.());
  pswp.on("pointerDown", leaveControls);
  pswp.on("uiRegister", () => registerParts(pswp, slides, lead));
  closeWheneverAsked(pswp);
  const left = keepPlaceInHistory(pswp);
  stage.addEventListener("cancel", (event) => {
    event.preventDefault();
    pswp.close();
  });
  stage.addEventListener("keydown", (event) => keyPressed(event, pswp));
  pswp.on("destroy", () => {
    stage.close();
    stage.remove();
    if (opener.isConnected) opener.focus({ preventScroll: true });
    leaving = left();
    leaving.then(() => pswp.led && lead(pswp.led));
  });
  pswp.init();
  // What is around it is the dialog already.
  pswp.element.removeAttribute("role");
  pswp.scrollWrap.removeAttribute("aria-roledescription");
}

function stageIn(opener) {
  const stage = document.createElement("dialog");
  stage.className = "lightbox";
  stage.setAttribute("aria-label", say("lightbox-title"));
  // Inside of a sheet or a dialog that keeps the focus to itself, if that is where one is.
  (opener.closest('[role="dialog"]') ?? document.body).append(stage);
  stage.showModal();
  return stage;
}

/** PhotoSwipe does not hear of it while it opens; then it closes as soon as it is open. */
function closeWheneverAsked(pswp) {
  const close = pswp.close.bind(pswp);
  pswp.close = () => (pswp.opener.isOpen ? close() : pswp.on("openingAnimationEnd", close));
}

/** The way back, as phones have it, closes it. Gives what is to be called where it was closed otherwise. */
function keepPlaceInHistory(pswp) {
  let isLeft = false;
  let settle;
  const settled = new Promise((resolve) => {
    settle = resolve;
  });
  history.pushState({ ...history.state, idx: (history.state?.idx ?? 0) + 1 }, "");
  window.addEventListener(
    "popstate",
    () => {
      settle();
      if (!isLeft) pswp.close();
      isLeft = true;
    },
    { once: true },
  );
  return () => {
    if (!isLeft) {
      isLeft = true;
      history.back();
    }
    return settled;
  };
}

function dataOf(slide) {
  const { file } = slide;
  const { width, height, url, thumb_url: thumb, name, kind } = file;
  if (kind === "video") return { type: "video", slide, width: width || UNKNOWN.width, height: height || UNKNOWN.height };
  const longest = Math.max(width, height);
  const wide = (size) => Math.round((width * size) / longest);
  const variants = LARGE.filter((size) => size < longest);
  return {
    slide,
    width,
    height,
    alt: name,
    msrc: thumb,
    src: variants.length > 0 ? variantOf(thumb, variants.at(-1)) : url,
    srcset: [...variants.map((size) => `${variantOf(thumb, size)} ${wide(size)}w`), `${url} ${width}w`].join(", "),
  };
}

function loadVideo(event) {
  const { content } = event;
  if (content.type !== "video") return;
  event.preventDefault();
  const { file } = content.data.slide;
  const video = document.createElement("video");
  Object.assign(video, { src: file.url, controls: true, playsInline: true, preload: "metadata" });
  video.setAttribute("aria-label", file.name);
  content.element = video;
  content.state = "loading";
  video.onloadedmetadata = () => content.onLoaded();
  video.onerror = () => content.onError();
}

function leaveControls(event) {
  const { target, clientY } = event.originalEvent;
  const video = target.closest?.("video");
  if (video && clientY > video.getBoundingClientRect().bottom - CONTROLS) event.preventDefault();
}

function withAnotherTry(pswp) {
  return (element, content) => {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button quiet";
    again.textContent = say("common-try-again");
    again.onclick = () => pswp.refreshSlideContent(content.index);
    element.append(again);
    return element;
  };
}

/** The caption, the counter, and what else one can do. */
function registerParts(pswp, slides, lead) {
  const onChange = (show) => {
    pswp.on("change", () => show(slides[pswp.currIndex], pswp.currIndex));
  };
  pswp.ui.registerElement({
    name: "place",
    order: 5,
    onInit: (element) => onChange((_, at) => {
      element.textContent = slides.length > 1 ? say("lightbox-place", { at: at + 1, count: slides.length }) : "";
    }),
  });
  pswp.ui.registerElement({
    name: "download",
    order: 8,
    isButton: true,
    tagName: "a",
    title: say("attachments-download"),
    html: drawn("download"),
    onInit: (element) => onChange(({ file }) => Object.assign(element, { href: downloadOf(file), download: file.name })),
  });
  if (lead) {
    pswp.ui.registerElement({
      name: "lead",
      order: 7,
      isButton: true,
      title: say("gallery-show"),
      html: drawn("lead"),
      onClick: () => {
        pswp.led = slides[pswp.currIndex];
        pswp.close();
      },
    });
  }
  pswp.ui.registerElement({
    name: "caption",
    appendTo: "root",
    onInit: (element) => {
      const [name, by, told] = ["b", "span", "p"].map((tag) => element.appendChild(document.createElement(tag)));
      told.className = "only-read";
      told.setAttribute("role", "status");
      onChange(({ file, author, at }, place) => {
        name.textContent = file.name;
        by.textContent = say("lightbox-by", { author, time: fullOf(at) });
        told.textContent = say("lightbox-told", { name: file.name, author, at: place + 1, count: slides.length });
      });
    },
  });
}

function keyPressed(event, pswp) {
  event.stopPropagation();
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey) return;
  // A video seeks with them.
  if (target.closest("video") && key !== "Escape") return;
  const last = pswp.getNumItems() - 1;
  const keys = {
    Escape: () => pswp.close(),
    ArrowLeft: () => pswp.prev(),
    ArrowRight: () => pswp.next(),
    ArrowUp: () => pan(pswp, PAN),
    ArrowDown: () => pan(pswp, -PAN),
    Home: () => pswp.goTo(0),
    End: () => pswp.goTo(last),
    "+": () => zoom(pswp, ZOOM_STEP),
    "=": () => zoom(pswp, ZOOM_STEP),
    "-": () => zoom(pswp, 1 / ZOOM_STEP),
  };
  if (!keys[key]) return;
  event.preventDefault();
  keys[key]();
}

function zoom({ currSlide: slide, options }, by) {
  if (!slide?.isZoomable()) return;
  const { fit, max } = slide.zoomLevels;
  slide.zoomTo(Math.min(Math.max(slide.currZoomLevel * by, fit), max), undefined, options.zoomAnimationDuration);
}

function pan({ currSlide: slide }, by) {
  if (!slide || slide.currZoomLevel <= slide.zoomLevels.fit) return;
  slide.panTo(slide.pan.x, slide.pan.y + by);
}

function named() {
  const names = { close: "common-close", zoom: "lightbox-zoom", arrowPrev: "lightbox-previous", arrowNext: "lightbox-next" };
  return Object.fromEntries(
    Object.entries(names).flatMap(([part, text]) => [
      [`${part}Title`, say(text)],
      [`${part}SVG`, drawn(part)],
    ]),
  );
}

function drawn(part) {
  return `<svg class="icon" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">${DRAWINGS[part]}</svg>`;
}
