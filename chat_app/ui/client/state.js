/**
 * Everything that the client knows. Plain data that is never changed in place: a reducer gives a new one,
 * and what is the same object is the same thing.
 *
 * - `me`: the user, or null before the first `sync`
 * - `connection`: `connecting`, `online` or `offline`; `trouble`: a sentence, where it cannot get better by itself
 * - `conversations`: by id, as the server sends them; `last_rev` is how far each has been followed
 * - `early`: by conversation and rev, what arrived before something that must come first
 * - `timelines`: by conversation, the messages that are held (see timeline.js); `extracts`: threads and pins that are
 *   held beside them (see extracts.js)
 * - `receipts`: by conversation and user; `presence`: by user; `lastSeen`: by user, when they went; `typing`: by
 *   conversation and user, until when
 * - `profiles`: by user, what has changed since the messages were written
 * - `memberships`: by conversation, how often its members changed; `failures`: by conversation, why its messages
 *   could not be loaded
 * - `outbox`: see outbox.js; `drafts`: by conversation, the text that was begun
 * - `seen`: how far threads were seen (see threadsSeen.js)
 * - `marking`: by conversation, how many read marks of this device are on their way
 * - `isRestored`: is known what this device has kept
 * - `language`: the one that is spoken (see text.js)
 * - `now`: the time as the views know it (see clock.js)
 * - `panel`: what is open beside the timeline: `kind` is `details`, `thread`, `pins`, `seen`, `shared` or empty, `of` the id of
 *   the thread's root or of the message that is asked about; in a thread, `seq` is the reply to be gone to, or 0, and
 *   `goes` how often one has gone
 * - `open`: the conversation on the screen; `seq`: the message to be gone to, until that has been done; `goes`: how often
 *   one has gone to a message; `glance`: how many rows are drawn at first, or 0 (see glance.js)
 * - `line`: where what is new begins in the open conversation, or null (see newLine.js)
 */
export const initialState = {
  me: null,
  connection: "connecting",
  trouble: null,
  conversations: {},
  early: {},
  timelines: {},
  extracts: {},
  receipts: {},
  presence: {},
  lastSeen: {},
  typing: {},
  profiles: {},
  memberships: {},
  failures: {},
  outbox: [],
  drafts: {},
  seen: {},
  marking: {},
  isRestored: false,
  language: "en",
  now: Date.now(),
  panel: { kind: "", of: "", seq: 0, goes: 0 },
  open: { id: null, seq: null, goes: 0, glance: 0 },
  line: null,
};
