/** The files of a message as its row shows them: pictures together, then each other one in a line of its own. */
import { nameParts, sizeOf } from "./fileWords.js";
import { boxOf, gridOf, sourcesOf, videoBox, widthIn } from "./pictureBoxes.js";
import { placeholderOf } from "./placeholders.js";

const NONE = [];
const NOTHING = { pictures: NONE, grid: "", more: 0, files: NONE };
/** What a server may call text, beside `text/…`. */
const TEXTS = new Set(["application/json", "application/javascript", "application/toml", "application/xml", "application/yaml", "application/x-sh", "application/sql"]);
const PLAYED = new Set(["video/mp4", "video/webm", "video/ogg", "video/quicktime"]);
const PLAIN = new Set(["text/plain", "text/markdown", "text/csv"]);
const ARCHIVE = /zip|[/-]x?-?tar|gzip|bzip|x-xz|zstd|7z|x-rar|vnd\.rar/;
const TABLE = /csv|spreadsheet|excel/;

/** `{pictures, grid, more, files}` of a message's attachments. */
export function attachmentsOf(attachments = NONE) {
  if (attachments.length === 0) return NOTHING;
  const images = attachments.filter(isPicture);
  const { grid, shown, more } = gridOf(images.length);
  return {
    pictures: images.slice(0, shown).map((file, at) => pictureOf(file, grid, at)),
    grid,
    more,
    files: attachments.filter((file) => !isPicture(file)).map(fileOf),
  };
}

/** What the lightbox shows of a message: its pictures and videos. */
export function isShownLarge(file) {
  return isPicture(file) || (file.kind === "video" && isPlayed(file));
}

/** Can it be read in place? */
export function isText({ kind, mime }) {
  return kind === "document" && (mime.startsWith("text/") || TEXTS.has(mime));
}

/** The name of the drawing that stands for a file of this kind. */
export function drawingOf({ kind, mime }) {
  if (kind !== "document") return kind === "image" ? "picture" : kind;
  if (TABLE.test(mime)) return "table";
  if (ARCHIVE.test(mime)) return "archive";
  if (isText({ kind, mime }) && !PLAIN.has(mime)) return "code-file";
  return mime.startsWith("text/") || /pdf|word|opendocument\.text|rtf/.test(mime) ? "document" : "file";
}

export function downloadOf({ url }) {
  return `${url}?download=1`;
}

/** A file as a card, or as what it plays in. */
export function fileOf(file) {
  const { id, name, mime, size, kind, url, width, height } = file;
  const box = videoBox(width, height);
  return {
    id,
    name,
    ...nameParts(name),
    size: sizeOf(size),
    drawing: drawingOf(file),
    kind: isPlayed(file) ? kind : isText(file) ? "text" : "document",
    mime,
    url,
    download: downloadOf(file),
    box: { width: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}` },
  };
}

/** Can browsers play it? */
function isPlayed({ kind, mime }) {
  return kind === "audio" || (kind === "video" && PLAYED.has(mime));
}

function isPicture({ kind, thumb_url }) {
  return kind === "image" && Boolean(thumb_url);
}

function pictureOf(file, grid, at) {
  const { id, name, thumb_url, thumbhash, width, height } = file;
  const box = boxOf(width, height);
  const isAlone = grid === "one";
  return {
    id,
    name,
    src: thumb_url,
    sources: sourcesOf(file),
    sizes: `${widthIn(grid, at, box)}px`,
    box: {
      ...(isAlone && { width: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}` }),
      ...(thumbhash && { "--placeholder": `url(${placeholderOf(thumbhash)})` }),
    },
  };
}
