/**
 * A button on every block of code that copies it. The server's HTML knows of no buttons, as it is for every client; they
 * are put in as rows are made.
 */
import { copy } from "./copying.js";
import { say } from "./text.js";

const BLOCK = /<pre>.*?<\/pre>/gs;

/** A message's HTML with a button before each block of code. Text in it is escaped, so that tags are only tags. */
export function withCopyButtons(html) {
  if (!html.includes("<pre>")) return html;
  const button = `<button type="button" class="copy-code" aria-label="${say("message-copy-code")}">${say("message-copy")}</button>`;
  return html.replace(BLOCK, (block) => `<div class="code-block">${button}${block}</div>`);
}

/** Copy what the pressed button stands on. Called once, when the client starts. */
export function listenToCopyButtons() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".copy-code");
    if (button) copy(button.nextElementSibling.textContent.replace(/\n$/, ""), "message-code-copied");
  });
}
