/** What a `User-Agent` says, as people would: enough to tell one's own devices apart. */
import { say } from "./text.js";

const BROWSERS = [
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Opera", /OPR\//],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Firefox", /(Firefox|FxiOS)\//],
  ["Chrome", /(Chrome|CriOS|Chromium)\//],
  ["Safari", /Safari\//],
];
const SYSTEMS = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["ChromeOS", /CrOS/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Linux", /Linux/],
];

/** The browser's name, or empty for something else. */
export function browserOf(userAgent) {
  return named(BROWSERS, userAgent);
}

/** The system's name, or empty. */
export function systemOf(userAgent) {
  return named(SYSTEMS, userAgent);
}

/** `Firefox on Linux`. */
export function deviceName(userAgent) {
  const browser = browserOf(userAgent) || say("settings-device-program");
  const system = systemOf(userAgent);
  return system ? say("settings-device-name", { browser, system }) : browser;
}

function named(names, userAgent) {
  return names.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "";
}
