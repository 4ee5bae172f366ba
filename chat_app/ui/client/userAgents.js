/** What a `User-Agent` says, as people would: enough to tell one's own devices apart. */
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

function named(names, userAgent) {
  return names.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "";
}
