/**
 * Opens the pages while the server or the network is away: keeps the files of one build whole, and the shells of
 * all kinds of addresses.
 *
 * A shell is the same for everybody and has nothing of anybody in it; who is signed in, and what they may read, only
 * the client store knows. So signing out need not come by here. What is asked of the server at run time (the API,
 * the socket, files, hooks) is not touched at all.
 *
 * And it is told of a press on a notification, which opens the conversation.
 *
 * `BUILD`, `{id, manifest, files, shells: [{path, pattern}]}`, is put in front of this by the build.
 */
const CACHES = "parley-build-";
const OWN = CACHES + BUILD.id;
const PATIENCE = 2000;

const shells = BUILD.shells.map(({ path, pattern }) => ({ path, pattern: new RegExp(pattern) }));
const files = new Set(BUILD.files);

self.addEventListener("install", (event) => {
  passBy(event);
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const shell = shells.find(({ pattern }) => pattern.test(pathname));
    if (shell) event.respondWith(page(event, shell.path));
  } else if (files.has(pathname) || pathname.startsWith("/assets/")) {
    event.respondWith(file(request, pathname));
  }
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openAt(event.notification.data));
});

/** Opens a message in a tab that is there already, else in a new one. */
async function openAt({ id, seq }) {
  const tabs = await self.clients.matchAll({ type: "window" });
  const tab = tabs.find(({ focused }) => focused) ?? tabs[0];
  if (!tab) return self.clients.openWindow(`/c/${id}/m/${seq}`);
  tab.postMessage({ open: { id, seq } });
  await tab.focus().catch(() => {}); // some systems do not let a page come to the front
}

/** Browsers that can are told once what is not for us, so that they need not wake us up to hear it. */
function passBy(event) {
  event.addRoutes?.({ condition: { urlPattern: { pathname: "/api/*" } }, source: "network" });
}

/** All or nothing: with a file that is missing, the browser throws this worker away and tries again later. */
async function install() {
  const cache = await caches.open(OWN);
  await cache.addAll(BUILD.files.map((path) => new Request(path, { cache: isHashed(path) ? "default" : "no-cache" })));
  await Promise.all(shells.map(({ path }) => keepShell(cache, path)));
  await self.skipWaiting();
}

async function keepShell(cache, path) {
  const answer = await fetch(path, { cache: "no-cache" });
  // While servers are being replaced, one of another build may answer: its shell would not fit our files. And what
  // was redirected may not be shown at the address that was asked for.
  const isOurs = answer.ok && !answer.redirected && (await answer.clone().text()).includes(BUILD.manifest);
  if (!isOurs) throw new Error(`No shell at ${path}`);
  await cache.put(path, answer);
}

/** The build before ours stays, for pages that still show it and may ask for more of it; older ones go. */
async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== OWN);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** The page as the server has it now; if it has none, or thinks about it for too long, as we have it. */
async function page(event, path) {
  const live = Promise.resolve(event.preloadResponse).then((answer) => answer ?? fetch(event.request));
  event.waitUntil(live.catch(() => {}));
  const kept = await caches.match(path, { cacheName: OWN, ignoreVary: true });
  if (!kept) return live;
  try {
    const answer = await within(PATIENCE, live);
    return answer.status < 500 ? answer : kept;
  } catch {
    return kept;
  }
}

async function file(request, pathname) {
  const where = isHashed(pathname) ? {} : { cacheName: OWN };
  return (await caches.match(pathname, { ...where, ignoreVary: true })) ?? fetch(request);
}

function isHashed(pathname) {
  return pathname.startsWith("/assets/");
}

function within(milliseconds, promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, milliseconds))]);
}
