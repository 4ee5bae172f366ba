import { expect, test } from "bun:test";
import { hasEnded } from "../../../chat_app/ui/client/clock.js";
import { endOf, local } from "../../../chat_app/ui/client/ends.js";
import { seenText, statusLine, statusOf } from "../../../chat_app/ui/client/status.js";
import { browserOf, systemOf } from "../../../chat_app/ui/client/userAgents.js";
import { applyEvents } from "../../../chat_app/ui/client/events.js";
import { ANNA, ME, synced } from "./make.js";

const NOW = new Date(2026, 0, 7, 14, 30); // a Wednesday

const at = (...parts) => new Date(...parts).toISOString();

test("a status is over at its end, and not before", () => {
  const user = { status_emoji: "🍜", status_text: "Lunch", status_until: NOW.toISOString() };
  expect(statusLine(user, NOW.getTime() - 1)).toBe("🍜 Lunch");
  expect(statusOf(user, NOW.getTime())).toEqual({ emoji: "", text: "" });
  expect(statusLine({ ...user, status_until: null }, NOW.getTime())).toBe("🍜 Lunch");
});

test("what is set for a while ends when the words say", () => {
  expect(endOf("30m", NOW)).toBe(at(2026, 0, 7, 15, 0));
  expect(endOf("4h", NOW)).toBe(at(2026, 0, 7, 18, 30));
  expect(endOf("today", NOW)).toBe(at(2026, 0, 8));
  expect(endOf("tomorrow", NOW)).toBe(at(2026, 0, 8, 8));
  expect(endOf("week", NOW)).toBe(at(2026, 0, 12));
  expect(endOf("week", new Date(2026, 0, 11))).toBe(at(2026, 0, 12));
  expect(endOf("week", new Date(2026, 0, 12))).toBe(at(2026, 0, 19));
  expect(endOf("custom", NOW, "2026-02-01T09:15")).toBe(at(2026, 1, 1, 9, 15));
  expect(endOf("custom", NOW, "")).toBe(null);
  expect(endOf("never", NOW)).toBe(null);
});

test("a time goes into its field and comes out the same", () => {
  expect(endOf("custom", NOW, local(NOW))).toBe(NOW.toISOString());
});

test("when somebody was last seen is said in as few words as it takes", () => {
  const ago = (minutes) => seenText(new Date(NOW.getTime() - minutes * 60_000).toISOString(), NOW.getTime());
  expect(ago(0.5)).toBe("Last seen just now");
  expect(ago(1)).toBe("Last seen a minute ago");
  expect(ago(59)).toBe("Last seen 59 minutes ago");
  expect(ago(90)).toMatch(/^Last seen today at .*1:00/);
  expect(ago(60 * 24)).toMatch(/^Last seen yesterday at/);
  expect(seenText(null, NOW.getTime())).toBe("");
});

test("the clock of the views moves when something that is shown ends", () => {
  const until = NOW.toISOString();
  const [before, now] = [NOW.getTime() - 1, NOW.getTime()];
  const ends = (fields) => hasEnded({ me: null, conversations: {}, ...fields }, before, now);
  expect(ends({})).toBe(false);
  expect(ends({ me: { dnd_until: until } })).toBe(true);
  expect(ends({ conversations: { c: { my: { muted_until: until }, peer: null } } })).toBe(true);
  expect(ends({ conversations: { c: { my: {}, peer: { status_until: until } } } })).toBe(true);
  expect(hasEnded({ me: { dnd_until: until }, conversations: {} }, now, now + 1)).toBe(false);
});

test("who goes is known to have been seen then", () => {
  const seen = "2026-01-07T14:00:00.000Z";
  const state = applyEvents(synced(), [{ type: "presence", user_id: ANNA.id, state: "offline", last_seen_at: seen }], 0);
  expect(state).toMatchObject({ presence: { anna: "offline" }, lastSeen: { anna: seen } });
});

test("what is changed of oneself on one device is known on the others", () => {
  const state = applyEvents(synced(), [{ type: "me", me: { ...ME, receipts: false, locale: "id" } }], 0);
  expect(state.me).toEqual({ ...ME, receipts: false, locale: "id" });
});

test("devices are told apart by browser and system", () => {
  const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
  expect([browserOf(chrome), systemOf(chrome)]).toEqual(["Chrome", "Linux"]);
  expect([browserOf(`${chrome} Edg/130.0.0.0`), systemOf(phone)]).toEqual(["Edge", "iPhone"]);
  expect([browserOf(phone), browserOf("python-httpx/0.28"), systemOf("python-httpx/0.28")]).toEqual(["Safari", "", ""]);
});
