/** Opening what a message shows at full size. The lightbox itself is loaded when it is first wanted. */
/** Show this picture large, with all others that are held where it stands. */
export async function openPicture(fileId, event) {
  const opener = event.currentTarget;
  const { openHeld } = await import("./lightbox.js");
  openHeld(fileId, opener);
}

/** Somebody is about to want it. */
export function expectLightbox() {
  import("./lightbox.js");
}
