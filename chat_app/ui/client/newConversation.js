/** The dialog that begins a conversation: with one person, or a group. */
import { choosePicture, givePicture } from "./avatars.js";
import { fieldErrors } from "./errors.js";
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { go } from "./navigation.js";
import { peopleSearch } from "./people.js";
import { slice } from "./slice.js";
import { update } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const SEARCH = "people-search";
const LONGEST = { name: 80, topic: 250 };
const EMPTY = {
  is_group: false,
  is_busy: false,
  is_searched: false,
  is_narrowed: false,
  picture: null,
  picture_address: "",
  people: [],
  chosen: [],
  active: "",
  failure: "",
  message: "",
  fields: {},
};

const [read, write, useNewConversation] = slice({ is_open: false, ...EMPTY });
export { useNewConversation };

/** Enter was pressed before it was known who is meant. */
let isPickDue = false;

const search = peopleSearch(
  (people, text) => {
    // Who begins to type a name means the first that it fits; who has typed nothing has chosen nobody.
    show({ people, active: text && people[0] ? people[0].id : "" });
    write({ is_searched: true, is_narrowed: text !== "", failure: "" });
    const isDue = isPickDue;
    isPickDue = false;
    if (isDue && read().active) pick(read().active);
  },
  (failure) => write({ failure, people: [], is_searched: true }),
);

/** Counts how often the dialog was opened: what was begun in one opening is nothing to the next. */
let opening = 0;

export function openNewConversation() {
  isPickDue = false;
  opening += 1;
  dropPicture();
  write({ is_open: true, ...EMPTY });
  search.ask("");
}

export function newConversationOpenChange(isOpen) {
  if (isOpen) return;
  dropPicture();
  write({ is_open: false });
}

export function chooseNewGroupPicture() {
  const asked = opening;
  choosePicture((picture) => {
    if (asked !== opening || !read().is_open || !read().is_group) return;
    dropPicture();
    write({ picture, picture_address: URL.createObjectURL(picture), message: "" });
  });
}

/** The browser cannot show what was chosen. */
export function refuseNewGroupPicture() {
  dropPicture();
  write({ message: say("picture-broken") });
}

/** The button that was pressed goes with the picture; the one beside it stays. */
export function dropNewGroupPicture(event) {
  event.currentTarget.parentElement.querySelector(".new-picture").focus();
  dropPicture();
}

function dropPicture() {
  URL.revokeObjectURL(read().picture_address);
  write({ picture: null, picture_address: "" });
}

/** Where the focus goes when the dialog opens. */
export function peopleField() {
  return document.getElementById(SEARCH);
}

export function setGroup(isGroup) {
  if (!isGroup) dropPicture();
  write({ is_group: isGroup, message: "", fields: {} });
  peopleField()?.focus();
}

/** At once among those who are shown, so that Enter never takes somebody whom the text does not fit. */
export function searchPeople(event) {
  const text = event.target.value;
  isPickDue = false;
  const people = read().people.filter((one) => fits(one, text));
  show({ people, active: text.trim() && people[0] ? people[0].id : "" });
  write({ is_searched: people.length > 0, failure: "" });
  search.soon(text);
}

export function searchAgain() {
  search.ask(peopleField().value);
}

/** Arrows go through those who were found, Enter takes one, Backspace on nothing takes the last one off. */
export function peopleKey(event) {
  const { people, chosen, active, is_group, is_searched } = read();
  const at = people.findIndex((one) => one.id === active);
  if (event.nativeEvent.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (people.length === 0) return;
    const step = event.key === "ArrowDown" ? 1 : at === -1 ? 0 : -1;
    activate(people[(at + step + people.length) % people.length].id);
  } else if (event.key === "Enter" && (active || !is_searched)) {
    event.preventDefault();
    if (active) pick(active);
    else isPickDue = true;
  } else if (event.key === "Backspace" && event.target.value === "" && is_group && chosen.length > 0) {
    unpick(chosen.at(-1).id);
  }
}

/** In a direct conversation a choice is enough; in a group it adds somebody or takes them off again. */
export function pick(id) {
  if (!read().is_group) return create({ kind: "direct", member_ids: [id] });
  const one = read().people.find((candidate) => candidate.id === id);
  if (read().chosen.some((other) => other.id === id)) unpick(id);
  else show({ chosen: [...read().chosen, one] });
  const field = peopleField();
  field.focus();
  if (field.value === "") return;
  field.value = "";
  search.ask("");
}

export function unpick(id) {
  show({ chosen: read().chosen.filter((one) => one.id !== id) });
  peopleField().focus();
}

/** Said when the field is left, unless it was left as it had been found. */
export function checkGroupField({ type, target }) {
  const { [target.name]: said, ...fields } = read().fields;
  if (type === "blur" ? target.value.trim() : said) write({ fields: { ...fields, ...wrongIn(target) } });
}

export function createGroup(event) {
  event.preventDefault();
  if (!read().is_group) return;
  const { name, topic, public: isPublic, posting } = event.currentTarget.elements;
  const fields = { ...wrongIn(name), ...wrongIn(topic) };
  const wrong = fields.name ? name : fields.topic ? topic : null;
  if (wrong) {
    write({ fields });
    wrong.focus();
    return;
  }
  create({
    kind: "group",
    name: name.value.trim(),
    topic: topic.value.trim(),
    visibility: isPublic.checked ? "public" : "private",
    posting: posting.checked ? "admins" : "everyone",
    member_ids: read().chosen.map((one) => one.id),
  });
}

function wrongIn({ name, value }) {
  const trimmed = value.trim();
  if (name === "name" && !trimmed) return { name: say("new-conversation-name-missing") };
  return [...trimmed].length > LONGEST[name] ? { [name]: say(`members-${name}-long`, { most: LONGEST[name] }) } : {};
}

async function create(wanted) {
  if (read().is_busy) return;
  const { picture } = read();
  const begun = opening;
  write({ is_busy: true, message: "", fields: {} });
  try {
    const conversation = await request("POST", "/conversations", wanted);
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    if (begun === opening) newConversationOpenChange(false);
    go(`/c/${conversation.id}`);
    if (picture) give(conversation.id, picture);
  } catch ({ message, fields = {} }) {
    if (begun !== opening) return;
    const shown = Object.entries(fields).filter(([name]) => name in LONGEST);
    write({ message: shown.length > 0 ? "" : message, fields: fieldErrors(Object.fromEntries(shown)) });
  } finally {
    if (begun === opening) write({ is_busy: false });
  }
}

/** The group is there without it, too. */
async function give(id, picture) {
  try {
    await givePicture(id, picture);
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

function fits({ name, username }, text) {
  return `${name} ${username}`.toLowerCase().includes(text.trim().toLowerCase());
}

function activate(id) {
  show({ active: id });
  document.getElementById(`person-${id}`)?.scrollIntoView({ block: "nearest" });
}

/** Everybody in the list with what the list has to know of them. */
function show(changes) {
  const { people, chosen, active } = { ...read(), ...changes };
  const marked = people.map((one) => ({
    ...one,
    is_active: one.id === active,
    is_chosen: chosen.some((other) => other.id === one.id),
  }));
  write({ ...changes, people: marked });
}
