/** What a gallery lists, made of what the server answers. */
import { fileOf } from "./attachments.js";
import { placeholderOf } from "./placeholders.js";
import { say } from "./text.js";
import { monthOf, shortOf } from "./times.js";

const KINDS = { media: "media", files: "file", links: "link" };

/** `{items, next}`: what is held, and a page after it. What was told before is not told again. */
export function withPage(items, { items: added, next }, tab) {
  const held = new Set(items.map(({ key }) => key));
  const made = added.map((item) => ({ ...item, key: keyOf(item), row: rowOf(item, tab) }));
  return { items: [...items, ...made.filter(({ key }) => !held.has(key))], next };
}

/** What is held after its newest were asked for again: what these do not reach to stays, as does where it goes on. */
export function renewed(held, answer, tab) {
  const fresh = withPage([], answer, tab);
  const last = fresh.items.at(-1)?.seq ?? 0;
  const older = answer.next === null ? [] : held.items.filter(({ seq }) => seq < last);
  return older.length > 0 ? { items: [...fresh.items, ...older], next: held.next } : fresh;
}

/** By tab, what the server calls it. */
export function galleryOf(tab) {
  return KINDS[tab];
}

/** The items in their order, by months: `[{month, rows}]`. */
export function monthsOf(items) {
  const months = [];
  for (const { created_at, row } of items) {
    const month = monthOf(created_at);
    if (months.at(-1)?.month === month) months.at(-1).rows.push(row);
    else months.push({ month, rows: [row] });
  }
  return months;
}

function keyOf({ message_id, file, url }) {
  return `${message_id} ${file?.id ?? url}`;
}

function rowOf(item, tab) {
  const { author, created_at, file } = item;
  const by = say("gallery-by", { author: author.display_name, date: shortOf(created_at, new Date()) });
  const whole = { key: keyOf(item), by, ...NO_FILE, ...NO_LINK };
  if (tab === "links") return { ...whole, ...linkOf(item) };
  if (tab === "files") return { ...whole, ...fileOf(file) };
  const isVideo = file.kind === "video";
  const back = placeholderOf(file.thumbhash);
  const box = back ? { "--placeholder": `url(${back})` } : {};
  return { ...whole, id: file.id, name: file.name, src: file.thumb_url ?? "", is_video: isVideo, box };
}

/** Without words of its own, a link is called by its address, as people write it. */
function linkOf({ url, title }) {
  const { hostname = "", pathname = "/" } = URL.canParse(url) ? new URL(url) : {};
  const host = hostname.replace(/^www\./, "");
  const address = host ? `${host}${pathname === "/" ? "" : pathname}` : url;
  return { url, name: title && title !== url ? title : address, host };
}

const NO_FILE = { id: "", start: "", end: "", size: "", drawing: "", download: "", kind: "", mime: "", frame: {}, src: "", is_video: false, box: {} };
const NO_LINK = { url: "", host: "", name: "" };
