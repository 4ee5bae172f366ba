/**
 * Beside every built page, and not of it: has the browser keep the shells, and sees to it that a page which has
 * outlived its build does not break. Where the page is not opened securely (plain http in a network), there are no
 * service workers, and it is as if this were not here.
 */
const LOOK_AGAIN_AFTER = 60 * 60 * 1000;
const RELOADED = "parley:reloaded";

let lookedAt = Date.now();

addEventListener("load", async () => {
  const registration = await navigator.serviceWorker
    ?.register("/service-worker.js", { updateViaCache: "none" })
    .catch(() => null); // without a server, or forbidden by the browser: as before
  // A page that stays open for days looks for a new build when somebody comes back to it.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_AGAIN_AFTER) return;
    lookedAt = Date.now();
    registration?.update().catch(() => {});
  });
});

/** A part of the page that is loaded on demand is not to be had. */
addEventListener("vite:preloadError", async () => {
  const own = globalThis.__reactRouterManifest?.url;
  if (!own || sessionStorage.getItem(RELOADED) === own) return;
  // Only where there is another build: a page without a network is worth more than none.
  const page = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
  if (!page?.ok || (await page.text()).includes(own)) return;
  sessionStorage.setItem(RELOADED, own);
  location.reload();
});
