/** Opening what a message shows at full size. The lightbox itself is loaded when it is first wanted. */
import { slidesHeld } from "./slides.js";

/** Show this picture large, with all others that are held where it stands. */
export async function openPicture(fileId, event) {
  const opener = event.currentTarget;
  const slides = slidesHeld(Boolean(opener.closest("#thread")));
  const { openLightbox } = await import("./lightbox.js");
  openLightbox(slides, fileId, opener);
}

/** Somebody is about to want it. */
export function expectLightbox() {
  import("./lightbox.js");
}
