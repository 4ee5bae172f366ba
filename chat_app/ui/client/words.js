/** What the server tells of as bare numbers and times, in the words of whoever reads it: for pages that the server draws. */
import "@/styles/admin.css";
import { copy } from "./copying.js";
import { worded } from "./errors.js";
import { faceOf, faceOfConversation } from "./portraits.js";
import { sizeOf } from "./sizes.js";
import english from "./text-late-en.js";
import indonesian from "./text-late-id.js";
import { addTexts, locale } from "./text.js";
import { fullOf, sinceOf } from "./times.js";
import { deviceName } from "./userAgents.js";

export { deviceName, fullOf, sizeOf };

addTexts({ en: english, id: indonesian });

/** A person's or a group's picture, or what stands for it; see portraits.js. */
export function face(kind, id, name, avatar) {
  if (kind === "group") return faceOfConversation({ id, kind, name, avatar_url: avatar });
  return faceOf({ id, display_name: name, avatar_url: avatar });
}

/** `today at 9:41`, `on 3 May`; nothing for nothing. */
export function since(iso) {
  return iso ? sinceOf(iso, new Date()) : "";
}

/** `100,000`. */
export function count(number) {
  return new Intl.NumberFormat(locale()).format(number);
}

/** What the server refused, as one reads it. */
export function refusal(code, message) {
  return message && worded({ code, message }).message;
}

/** Puts it on the clipboard, and says so. */
export function copyText(text) {
  copy(text, "admin-copied");
}
