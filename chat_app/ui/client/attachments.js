/** The files of a message as its row shows them: pictures together, then each other one in a line of its own. */
import { nameParts } from "./fileWords.js";
import { boxOf, gridOf, sourcesOf, videoBox, widthIn } from "./pictureBoxes.js";
import { placeholderOf } from "./placeholders.js";
import { sizeOf } from "./sizes.js";

const NONE = [];
/** How high these are in attachments.css. */
const [CARD, SOUND, CAPTION] = ["58px", "90px", "46px"];
const NOTHING = { pictures: NONE, grid: "", more: 0, files: NONE };
/** Text that could act, were it shown as what it is: as text it can be read. */
const ACTIVE = new Set(["image/svg+xml", "application/xml"]);
const DOCUMENT = /pdf|word|opendocument\.text|rtf/;
const ARCHIVE = /zip|[/-]x?-?tar|xz|zstd|7z|rar/;
const TABLE = /spreadsheet|excel/;
/** What a text is the server does not say, so its name does. */
const PROSE = new Set(["txt", "md", "markdown", "log", "rst", "org", "eml"]);
const TABLES = new Set(["csv", "tsv"]);

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
  return isPicture(file) || file.kind === "video";
}

/** Can it be read in place? */
export function isText({ kind, mime }) {
  return kind === "document" && (mime.startsWith("text/") || ACTIVE.has(mime));
}

/** The name of the drawing that stands for a file of this kind. */
export function drawingOf({ kind, mime, name }) {
  if (kind !== "document") return kind === "image" ? "picture" : kind;
  const ending = name.match(/\.(\w+)$/)?.[1].toLowerCase() ?? "txt";
  if (TABLE.test(mime) || TABLES.has(ending)) return "table";
  if (ARCHIVE.test(mime)) return "archive";
  if (isText({ kind, mime })) return PROSE.has(ending) ? "document" : "code-file";
  return DOCUMENT.test(mime) ? "document" : "file";
}

export function downloadOf({ url }) {
  return `${url}?download=1`;
}

/** A file as a card, or as what it plays in. */
export function fileOf(file) {
  const { id, name, mime, size, kind, url, width, height } = file;
  const { width: wide, height: high } = videoBox(width, height);
  const frame = { width: `${wide}px`, aspectRatio: `${wide} / ${high}` };
  return {
    id,
    name,
    ...nameParts(name),
    size: sizeOf(size),
    drawing: drawingOf(file),
    kind: isText(file) ? "text" : kind,
    mime,
    url,
    download: downloadOf(file),
    frame,
    box: kind === "video" ? { ...frame, marginBottom: CAPTION } : { height: kind === "audio" ? SOUND : CARD },
  };
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
    is_animated: file.animated ?? false,
    src: thumb_url,
    sources: sourcesOf(file),
    sizes: `${widthIn(grid, at, box)}px`,
    box: {
      ...(isAlone && { width: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}` }),
      ...(thumbhash && { "--placeholder": `url(${placeholderOf(thumbhash)})` }),
    },
  };
}
