/** The help sheet, which lists the one table of shortcuts. */
import { SHORTCUTS, hasSingleKeys, keepSingleKeys } from "./shortcuts.js";
import { slice } from "./slice.js";
import { say } from "./text.js";

const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = MAC
  ? { mod: "⌘", alt: "⌥", shift: "⇧", enter: "↩", delete: "⌦", up: "↑", down: "↓" }
  : { mod: "Ctrl", alt: "Alt", shift: "Shift", enter: "Enter", delete: "Delete", up: "↑", down: "↓" };

const [read, write, useHelp] = slice({ is_open: false, has_single: true, around: [], inside: [], writing: [] });
export { useHelp };

export function openHelp() {
  const writing = rowsOf("writing", (id) => say(`writing-${id}`));
  write({ is_open: true, has_single: hasSingleKeys(), around: rowsOf("around"), inside: rowsOf("in-conversation"), writing });
}

export function helpOpenChange(isOpen) {
  if (!isOpen) write({ is_open: false });
}

export function toggleSingleKeys() {
  keepSingleKeys(!read().has_single);
  write({ has_single: hasSingleKeys() });
}

function rowsOf(group, wordsFor = (id) => say(`shortcuts-${id}`)) {
  return SHORTCUTS.filter((one) => one.group === group).map(({ id, keys }) => ({
    id,
    text: wordsFor(id),
    combinations: keys.map((combination) => combination.split("+").map((key) => NAMES[key] ?? key.toUpperCase())),
  }));
}
