/**
 * The two ways of a file to the server: small ones in one request, large ones piece by piece (tus 1.0), which after a
 * break go on where they were.
 *
 * Both are `{send(progress), stop(), discard()}`. `send` resolves to the server's `file` and may be called again after a
 * failure; it rejects with `{code, message, status, retryAfter}`, where `status` is 0 if there was no answer. `stop` ends
 * the request, and what was sent of a large file is kept; `discard` leaves nothing behind.
 */
import address from "tus-js-client/dist/tus.min.js?url";
import { ours, worded } from "./errors.js";
import { request } from "./http.js";

const FILES = "/api/v1/files";
const SMALL = 8 * 2 ** 20;
const PIECE = 16 * 2 ** 20;
const LET_GO_WITHIN = 300;

export function transportOf(file) {
  return file.size < SMALL ? inOne(file) : inPieces(file);
}

function inOne(file) {
  let xhr = null;
  const stop = () => xhr?.abort();
  const send = (progress) =>
    new Promise((resolve, reject) => {
      xhr = new XMLHttpRequest();
      xhr.open("POST", FILES);
      xhr.setRequestHeader("Accept", "application/json");
      xhr.upload.addEventListener("progress", ({ loaded, total }) => progress(total > 0 ? (loaded / total) * file.size : 0));
      xhr.addEventListener("load", () => {
        if (xhr.status === 201) resolve(JSON.parse(xhr.response));
        else reject(refusal(xhr.status, xhr.response, xhr.getResponseHeader("Retry-After")));
      });
      for (const end of ["error", "abort"]) xhr.addEventListener(end, () => reject(lost()));
      const form = new FormData();
      form.append("file", file, file.name);
      xhr.send(form);
    });
  return { send, stop, discard: stop };
}

function inPieces(file) {
  let upload = null;
  let sent = 0;
  let give = () => {};
  const send = async (progress) => {
    const { Upload } = await tus();
    const held = upload?.url && sent === file.size ? await whole(upload.url) : null;
    if (held) return held;
    await new Promise((resolve, reject) => {
      give = () => reject(lost());
      upload ??= new Upload(file, {
        endpoint: `${location.origin}${FILES}/resumable`,
        chunkSize: PIECE,
        // When to try again is known to `uploading.js`, for both ways alike.
        retryDelays: null,
        storeFingerprintForResuming: false,
        metadata: { filename: file.name, filetype: file.type },
      });
      Object.assign(upload.options, {
        onProgress: (bytes) => progress((sent = bytes)),
        onSuccess: resolve,
        onError: ({ originalResponse: answer }) =>
          reject(answer ? refusal(answer.getStatus(), answer.getBody(), answer.getHeader("Retry-After")) : lost()),
      });
      upload.start();
    });
    return fileAt(upload.url);
  };
  const stop = () => {
    upload?.abort();
    give();
  };
  const discard = () => {
    stop();
    // The server holds on to it until it has noticed that the request ended.
    if (upload?.url) setTimeout(() => upload.abort(true).catch(() => {}), LET_GO_WITHIN);
  };
  return { send, stop, discard };
}

/** The file, where everything had arrived and only the last answer was lost; null where there is something to go on with. */
async function whole(url) {
  const answer = await fetch(url, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => {
    throw lost();
  });
  if (answer.ok && answer.headers.get("Upload-Offset") !== answer.headers.get("Upload-Length")) return null;
  return fileAt(url).catch(() => null);
}

async function fileAt(url) {
  try {
    return await request("GET", `/files/${url.split("/").at(-1)}`);
  } catch (error) {
    throw { ...error, status: error.code === "unreachable" ? 0 : 503 };
  }
}

/** The library as it is made for any page: bundled with ours, it would have each page load what its old parts need. */
async function tus() {
  await import(/* @vite-ignore */ address).catch(() => {
    throw lost();
  });
  return window.tus;
}

function lost() {
  return { ...ours("unreachable"), status: 0 };
}

function refusal(status, body, retryAfter) {
  let error = null;
  try {
    ({ error } = JSON.parse(body));
  } catch {
    // Something between here and the server answered in its stead.
  }
  return { ...(error ? worded(error) : ours("unexpected")), status, retryAfter: Number(retryAfter) || 0 };
}
