/** Pictures of oneself and of groups: choosing one, and taking it away. What is cut out of it is cropDialog.js's. */
import { confirm } from "./confirming.js";
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { slice } from "./slice.js";
import { getState, update } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const ME = "me";
const ACCEPTED = "image/jpeg,image/png,image/gif,image/webp,image/avif";

const [readChoice, writeChoice, useChoice] = slice({ of: "", file: null, address: "" });
export { readChoice };

/** Has one chosen a picture, of which to cut something out? */
export function useIsCropping() {
  return useChoice(({ file }) => file !== null);
}

/** The picture that was chosen, as an address. */
export function useChosen() {
  return useChoice(({ address }) => address);
}

export const chooseMyPicture = () => choosePictureOf(ME);
export const chooseGroupPicture = () => choosePictureOf(getState().open.id);
export const removeMyPicture = () => remove(ME);
export const removeGroupPicture = () => remove(getState().open.id);

/** Begin with this file, for `me` or a conversation. */
export function takePicture(of, file) {
  writeChoice({ of, file, address: URL.createObjectURL(file) });
}

export function dropChoice() {
  URL.revokeObjectURL(readChoice().address);
  writeChoice({ of: "", file: null, address: "" });
}

/** Keep a square of the chosen picture. Throws the server's `{message}`. */
export async function keepPicture({ x, y, side }) {
  const { of, file } = readChoice();
  const form = new FormData();
  for (const [name, value] of Object.entries({ x, y, side, file })) form.append(name, value);
  put(of, await request("PUT", addressOf(of), form));
}

function choosePictureOf(of) {
  choosePicture((file) => takePicture(of, file));
}

/** Has somebody choose a picture on their device; `take` gets the file. */
export function choosePicture(take) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: ACCEPTED });
  input.onchange = () => input.files[0] && take(input.files[0]);
  input.click();
}

/** Give a new group its picture: what is in the middle of it. Throws the server's `{message}`. */
export async function givePicture(id, file) {
  const form = new FormData();
  form.append("file", file);
  put(id, await request("PUT", addressOf(id), form));
}

async function remove(of) {
  const isSure = await confirm({ title: say("picture-remove-title"), text: say("picture-remove-why"), action: say("picture-remove") });
  if (!isSure) return;
  try {
    put(of, await request("DELETE", addressOf(of)));
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

function addressOf(of) {
  return of === ME ? "/me/avatar" : `/conversations/${of}/avatar`;
}

/** It comes as an event too; here it shows at once. */
function put(of, answer) {
  const event = of === ME ? { type: "user", user: answer } : { type: "conversation", conversation: answer };
  update((state) => applyEvents(state, [event], Date.now()));
}
