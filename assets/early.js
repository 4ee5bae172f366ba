// The shells are in English. Where this browser wants another language, their texts are not shown until it is there
// (base.css; client/text.js). Before anything is painted, and so not a module.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem("parley:language");
  } catch {
    // A private window may refuse.
  }
  const page = document.documentElement;
  const spoken = [kept, ...navigator.languages].find((tag) => /^(en|id|in)\b/i.test(tag ?? "")) ?? "en";
  if (/^en\b/i.test(spoken)) return;
  page.lang = "id";
  page.setAttribute("data-unspoken", "");
  setTimeout(() => page.removeAttribute("data-unspoken"), 3000);
})();
// What an admin has coloured this place with, as of the last visit (client/brand.js).
try {
  document.documentElement.dataset.accent = localStorage.getItem("parley:accent") ?? "";
} catch {
  // A private window may refuse.
}
