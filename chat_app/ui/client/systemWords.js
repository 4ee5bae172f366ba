/** What system messages tell, in the reader's language. */
import { locale, say } from "./text.js";

const NAMED = 3;

/** The sentence of one system message. */
export function systemSentence({ event, body }) {
  return event ? sentence(event, [event.actor_name]) || body : body;
}

/**
 * By the id of each system message, its line in the timeline. Where people join one after the other on a day, the last
 * of them says it for all, and the others have an empty line, as those have that were deleted.
 */
export function systemLines(messages) {
  const lines = new Map();
  let joined = [];
  for (const message of messages) {
    if (message.kind !== "system") {
      joined = [];
      continue;
    }
    if (message.event?.type !== "joined" || (joined.length > 0 && dateOf(joined.at(-1)) !== dateOf(message))) joined = [];
    if (message.event?.type === "joined") {
      if (joined.length > 0) lines.set(joined.at(-1).id, "");
      joined.push(message);
    }
    const actors = joined.length > 0 ? joined.map(({ event }) => event.actor_name) : [message.event?.actor_name];
    lines.set(message.id, message.deleted ? "" : (message.event && sentence(message.event, actors)) || message.body);
  }
  return lines;
}

function sentence(event, actors) {
  const { type, names, name = "", topic = "", posting } = event;
  const values = { actor: listed(actors), count: names.length || actors.length, names: listed(names), name, topic };
  switch (type) {
    case "topic":
      return say(topic ? "system-topic" : "system-no-topic", values);
    case "posting":
      return say(posting === "admins" ? "system-posting-admins" : "system-posting-everyone", values);
    case "joined":
    case "left":
    case "added":
    case "removed":
    case "renamed":
    case "archived":
    case "returned":
    case "transferred":
      return say(`system-${type}`, values);
    case "owner_added":
      return say("system-owner-added", values);
    case "owner_removed":
      return say("system-owner-removed", values);
    default:
      return ""; // of a newer server: its own sentence will do
  }
}

/** "Ada, Ben and Cleo", or "Ada, Ben, Cleo and 7 others". */
function listed(names) {
  const others = names.length - NAMED;
  const said = others > 1 ? [...names.slice(0, NAMED), say("system-others", { count: others })] : names;
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(said);
}

function dateOf({ created_at }) {
  return new Date(created_at).toDateString();
}
