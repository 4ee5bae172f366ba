/** The password field: whether what is typed can be read, and whether the caps lock is on. */
import { slice } from "./slice.js";

const [read, write, usePassword] = slice({ is_shown: false, is_caps: false });
export { usePassword };

export function togglePassword() {
  write({ is_shown: !read().is_shown });
}

/** Before it is sent: password managers keep only what a field of that kind holds. */
export function hidePassword() {
  write({ is_shown: false });
}

export function passwordKey(event) {
  // Some password managers send key events that know of no modifiers.
  const isCaps = event.getModifierState?.("CapsLock") ?? false;
  if (isCaps !== read().is_caps) write({ is_caps: isCaps });
}
