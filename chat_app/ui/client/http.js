/** The HTTP API, for what is not asked over the socket. */
import { ours, worded } from "./errors.js";

const API = "/api/v1";

/**
 * The answer's JSON, to a body that is sent as JSON, or as the form that it is. Throws the server's `{code, message, fields}`, or one of the same shape, with words for people.
 * With `keepalive` it arrives also where the page is left meanwhile; with a `signal` it can be given up.
 */
export async function request(method, path, body, { keepalive = false, signal } = {}) {
  const options = { method, signal, credentials: "same-origin", keepalive, headers: { Accept: "application/json" } };
  if (body instanceof FormData) {
    options.body = body;
  } else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(API + path, options);
  } catch {
    throw ours("unreachable");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw answer?.error ? worded(answer.error) : ours("unexpected");
}
