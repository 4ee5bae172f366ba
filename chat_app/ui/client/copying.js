/** Copying to the clipboard, and saying so. */
import { say } from "./text.js";
import { toast } from "./toasts.js";

/** Copy a text; `said` is the id of what is said once it is copied. */
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: say(said) });
  } catch {
    // Browsers give the clipboard to pages over https and on this machine alone.
    toast({ text: say("message-not-copied"), tone: "error" });
  }
}
