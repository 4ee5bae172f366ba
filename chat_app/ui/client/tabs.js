/** The tabs of one browser: what is done in one is told to the others. */
const CLAIM_HELD = 5000;

const channel = typeof window === "undefined" || !window.BroadcastChannel ? null : new BroadcastChannel("parley");

/** Tell the other tabs; `news` is any plain object. */
export function tellTabs(news) {
  channel?.postMessage(news);
}

/** Be told by the other tabs. */
export function hearTabs(listener) {
  channel?.addEventListener("message", ({ data }) => listener(data));
}

/** Do `work` in one tab at a time. Without locks (plain http away from localhost) every tab does it. */
export function alone(name, work) {
  return navigator.locks ? navigator.locks.request(`parley:${name}`, work) : work();
}

const claimed = new Set();
hearTabs(({ claims }) => claims && claimed.add(claims));

/** Take on what only one tab shall do: true in the first tab that asks for it by this name. */
export async function claim(name) {
  if (claimed.has(name)) return false;
  claimed.add(name);
  if (!navigator.locks) {
    tellTabs({ claims: name });
    return true;
  }
  return new Promise((resolve) => {
    navigator.locks.request(`parley:${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (lock === null) return undefined;
      tellTabs({ claims: name });
      // Held until the others have heard of it, however busy they are.
      return new Promise((release) => setTimeout(release, CLAIM_HELD));
    });
  });
}
