/** The HTTP API, for what is not asked over the socket. */
const API = "/api/v1";

/** The answer's JSON. Throws the server's `{code, message, fields}`, or one of the same shape. */
export async function request(method, path, body) {
  const options = { method, credentials: "same-origin", headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(API + path, options);
  } catch {
    throw { code: "unreachable", message: "The server cannot be reached. Try again in a moment.", fields: {} };
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw answer?.error ?? { code: "unexpected", message: "That did not work. Try again in a moment.", fields: {} };
}
