/**
 * Watches a page from outside: put into it before any script of its own, and no part of the product. Times count
 * from the start of the navigation.
 */
(() => {
  const COMPONENTS = new Set([0, 1, 11, 14, 15]); // function, class, forwardRef, memo, simple memo
  const HOST = 5;
  const PERFORMED_WORK = 1;

  const channel = new MessageChannel();
  const afterPaint = [];
  channel.port1.onmessage = () => afterPaint.splice(0).forEach((done) => done(performance.now()));

  /** When the frame that shows what is in the document now has been painted. */
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        afterPaint.push(done);
        channel.port2.postMessage(null);
      }),
    );

  /** When something that `find` finds is painted; it is looked for whenever the document changes. */
  const shown = (find) =>
    new Promise((done) => {
      const look = () => {
        if (!find()) return false;
        observer.disconnect();
        painted().then(done);
        return true;
      };
      const observer = new MutationObserver(look);
      if (!look()) observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
    });

  let input = 0;
  for (const type of ["click", "keydown"]) {
    addEventListener(type, (event) => (input = event.timeStamp), { capture: true });
  }

  let drawn = new Map();

  const count = (fiber, before, inLog, row) => {
    const isComponent = COMPONENTS.has(fiber.tag);
    if (fiber.tag === HOST && fiber.memoizedProps.role === "log") inLog = true;
    // Rows have keys, and nothing else between the timeline and its rows has.
    if (inLog && !row && isComponent && fiber.key !== null) row = fiber.key;
    if (row && isComponent && (before === null || fiber.flags & PERFORMED_WORK)) {
      drawn.set(row, (drawn.get(row) ?? 0) + 1);
    }
    // Where the children are the same fibers, nothing below was looked at: their flags are of an older commit.
    if (before !== null && fiber.child === before.child) return;
    for (let child = fiber.child; child; child = child.sibling) count(child, child.alternate, inLog, row);
  };

  globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    checkDCE() {},
    onCommitFiberRoot: (_id, root) => count(root.current, root.current.alternate, false, null),
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
  };

  const articles = () => [...document.querySelectorAll("[role=log] article")];
  const article = (id) => articles().find((one) => one.dataset.messageId === id);

  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask" });

  globalThis.__bench = {
    firstArticle: shown(() => articles()[0]),
    /**
     * Looks out for the message with this id or text from now on: to be called before the click or key that brings
     * it, for whoever begins to look afterwards sees it late.
     */
    lookOutFor({ id, text }) {
      const find = id ? () => article(id) : () => articles().findLast((one) => one.textContent.includes(text));
      globalThis.__bench.seen = shown(find).then((at) => at - input);
    },
    /** Milliseconds from the last click or key until what was looked out for is painted. */
    seen: null,
    /** Looks out for the next key: `typed` is then how many milliseconds after it the frame with its letter was painted. */
    lookOutForKey() {
      globalThis.__bench.typed = new Promise((done) =>
        addEventListener("input", () => painted().then((at) => done(at - input)), { once: true, capture: true }),
      );
    },
    typed: null,
    /** The longest task, in milliseconds, since the last time that this was asked; those under 50 ms count as 0. */
    longestTask: () => {
      const duration = longest;
      longest = 0;
      return duration;
    },
    /** How many rows were drawn since the last time that this was asked. */
    rowsDrawn: () => {
      const { size } = drawn;
      drawn = new Map();
      return size;
    },
  };
})();
