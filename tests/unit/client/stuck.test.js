/**
 * No badge is ever stuck: whatever is written, read here or elsewhere, deleted, edited, marked unread, lost or late,
 * once everything has arrived the client counts what the server counts.
 */
import { expect, test } from "bun:test";
import {
  applyChanges,
  applyCount,
  applyEvents,
  applySync,
  behind,
  markAnswered,
  markSent,
  ownReceipt,
} from "../../../chat_app/ui/client/events.js";
import { fromHistory, withPage } from "../../../chat_app/ui/client/timeline.js";
import { recount } from "../../../chat_app/ui/client/unread.js";
import { ANNA, changed, conversation, ME, message, randomFrom, receipt, synced } from "./make.js";

/** A server with one conversation, and what is on its way from it: events in their order, answers at any time. */
class Server {
  constructor(random) {
    this.random = random;
    this.messages = [];
    this.rev = 0;
    this.read = 0;
    this.events = [];
    this.answers = [];
  }

  tell(event) {
    this.events.push(event);
  }

  write(own = this.random(4) === 0) {
    const seq = this.messages.length + 1;
    const thread_root = seq > 1 && this.random(6) === 0 ? "m1" : null;
    const mentions = this.random(4) === 0 ? ["me"] : [];
    this.rev += 1;
    const one = message(seq, { rev: this.rev, author: own ? ME : ANNA, mentions, thread_root });
    this.messages.push(one);
    this.tell(changed(one));
    // Sending reads what was there.
    if (own) this.markRead(seq, false);
  }

  alter() {
    if (this.messages.length === 0) return;
    const at = this.random(this.messages.length);
    this.rev += 1;
    const kind = this.random(3);
    const before = this.messages[at];
    const mentions = this.random(2) === 0 ? ["me"] : [];
    const after =
      kind === 0
        ? { body: "", deleted: true, mentions: before.mentions }
        : kind === 1 && !before.deleted
          ? { body: "other", mentions, edited_at: "2026-01-02T00:00:00.000Z" }
          : { reply_count: this.rev };
    this.messages[at] = { ...before, ...after, rev: this.rev };
    this.tell(changed(this.messages[at]));
  }

  /** Answers how far is read then. */
  markRead(seq, force) {
    const clamped = Math.max(0, Math.min(seq, this.messages.length));
    const next = force ? clamped : Math.max(this.read, clamped);
    if (next !== this.read) {
      this.read = next;
      this.tell(receipt("me", next));
    }
    return this.read;
  }

  counts() {
    return recount({ messages: this.messages }, this.read, ME.id);
  }

  conversation() {
    const my = { read_seq: this.read, ...this.counts() };
    return conversation({ last_seq: this.messages.length, last_rev: this.rev, last_message: this.messages.at(-1) ?? null, my });
  }

  changes(since) {
    return this.messages.filter(({ rev }) => rev > since);
  }

  page(from, to) {
    return { items: this.messages.slice(from, to), last_seq: this.messages.length, last_rev: this.rev };
  }
}

class Client {
  constructor(random, server) {
    this.random = random;
    this.server = server;
    this.state = { ...synced(), receipts: { c: { me: [0, 0] } } };
    this.isCounting = false;
  }

  get held() {
    return this.state.timelines.c;
  }

  get my() {
    return this.state.conversations.c.my;
  }

  /** What the server does at once, and answers later. */
  ask(answer, take) {
    const given = answer();
    this.server.answers.push(() => take(given));
  }

  mark(seq, force) {
    this.state = markSent(this.state, "c", seq);
    // The request takes its time as well.
    this.server.answers.push(() =>
      this.ask(
        () => this.server.markRead(seq, force),
        (read) => {
          this.state = markAnswered(this.state, "c", this.random(10) === 0 ? null : read);
        },
      ),
    );
  }

  read() {
    const last = this.state.conversations.c.last_seq;
    if (this.random(4) === 0) this.mark(this.random(last + 1), true);
    else if (last > this.my.read_seq) this.mark(this.my.read_seq + 1 + this.random(last - this.my.read_seq), false);
  }

  /** What the client asks by itself. */
  mend() {
    const since = behind(this.state, "c");
    if (since !== null) {
      const given = { items: this.server.changes(since), rev: this.server.rev };
      this.server.answers.push(() => {
        if (behind(this.state, "c") !== null) this.state = applyChanges(this.state, "c", given.items, given.rev, since);
      });
    }
    if (this.state.conversations.c.doubtful && !this.isCounting) {
      this.isCounting = true;
      const own = ownReceipt(this.state, "c");
      this.ask(
        () => this.server.conversation(),
        (counted) => {
          this.isCounting = false;
          this.state = applyCount(this.state, counted, own);
        },
      );
    }
  }

  /** Opens the conversation at its end or in the middle, loads a page more, or lets go of it. */
  look() {
    const { length } = this.server.messages;
    if (!this.held) {
      const from = this.random(Math.max(length, 1));
      const to = this.random(2) === 0 ? length : Math.min(length, from + 5);
      this.ask(
        () => this.server.page(from, to),
        (page) => {
          const timeline = fromHistory(page.items, page.last_seq, page.last_rev);
          this.state = { ...this.state, timelines: { c: timeline } };
        },
      );
    } else if (this.random(3) === 0) {
      this.state = { ...this.state, timelines: {} };
    } else if (this.held.hasOlder) {
      const first = this.held.messages[0].seq;
      this.ask(
        () => this.server.page(Math.max(0, first - 4), first - 1),
        (page) => {
          if (this.held?.messages[0]?.seq === first) this.state = { ...this.state, timelines: { c: withPage(this.held, page) } };
        },
      );
    }
  }

  hear(count) {
    const frame = this.server.events.splice(0, count);
    // A message may get lost, a receipt does not: it is told in the same breath as it is written.
    const heard = frame.filter((event) => event.type !== "message" || this.random(10) > 0);
    this.state = applyEvents(this.state, heard, 0);
  }

  takeOne() {
    if (this.server.answers.length > 0) this.server.answers.splice(this.random(this.server.answers.length), 1)[0]();
  }

  /** The line breaks: what was on its way is lost, and a sync begins anew. */
  reconnect() {
    this.server.events = [];
    const waiting = this.state.marking.c ?? 0;
    this.server.answers = [];
    this.isCounting = false;
    for (let at = 0; at < waiting; at += 1) this.state = markAnswered(this.state, "c", null);
    const isReset = this.random(4) === 0;
    const since = this.held?.rev;
    const answer = {
      me: ME,
      conversations: [this.server.conversation()],
      changes: since === undefined || isReset ? {} : { c: this.server.changes(since) },
      reset: isReset ? ["c"] : [],
      presence: {},
      receipts: { c: { me: [this.server.read, this.server.read] } },
    };
    this.state = applySync(this.state, answer);
  }
}

function run(seed) {
  const random = randomFrom(seed);
  const server = new Server(random);
  const client = new Client(random, server);
  for (let step = 0; step < 120; step += 1) {
    const what = random(20);
    if (what < 6) server.write();
    else if (what < 8) server.alter();
    else if (what < 9) server.markRead(random(server.messages.length + 1), random(3) === 0);
    else if (what < 11) client.read();
    else if (what < 13) client.look();
    else if (what < 16) client.hear(1 + random(4));
    else if (what < 19) client.takeOne();
    else if (random(4) === 0) client.reconnect();
    client.mend();
  }
  // Everything arrives. A last message shows what is missing before it; one of one's own would read everything.
  server.write(false);
  for (let round = 0; round < 300; round += 1) {
    client.hear(server.events.length);
    client.takeOne();
    client.mend();
    if (round % 50 === 49) server.write(false);
  }
  client.state = applyEvents(client.state, server.events.splice(0), 0);
  for (let round = 0; round < 40; round += 1) {
    client.mend();
    while (server.answers.length > 0) client.takeOne();
  }
  const { read_seq, unread, mentions } = client.my;
  const messages = client.held?.messages ?? [];
  const from = (messages[0]?.seq ?? 1) - 1;
  return [
    { read_seq, unread, mentions, marking: client.state.marking.c ?? 0, messages },
    { read_seq: server.read, ...server.counts(), marking: 0, messages: server.messages.slice(from, from + messages.length) },
  ];
}

test("no badge is stuck, whatever happened on the way", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const [held, expected] = run(seed);
    expect({ seed, ...held }).toEqual({ seed, ...expected });
  }
}, 60_000); // as long as a busy machine may take
