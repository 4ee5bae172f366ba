/** The tabs of one browser: what is done in one is told to the others. */
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
