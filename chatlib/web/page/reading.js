// What was said before: pages of history, and what is found in it.

import { Closed, Refusal } from "./wire/protocol.js";

const PAGE = 50;
/** A search asks so often at the most, and stops when it has found enough. */
const MOST_PAGES = 20;
const MOST_FOUND = 50;

/** `session` gives the one that is under way. */
export class Reading {
  #busy = new WeakSet();
  #ruling = new Map();

  constructor(session, conversations, words) {
    this.session = session;
    this.conversations = conversations;
    this.words = words;
  }

  busy(conversation) {
    return this.#busy.has(conversation);
  }

  /** The last that was said, who is in it, and what it is about. Once: what is there already is left as it is. */
  async begin(conversation) {
    if (conversation.begun) return;
    conversation.begun = true;
    this.meet(conversation);
    this.rules(conversation);
    this.#lesson(conversation);
    await this.#page(conversation, { ahead: true });
    conversation.mark();
  }

  /** The page before what is shown. */
  older(conversation) {
    if (conversation.complete || !conversation.begun || !conversation.entries.length) return null;
    return this.#page(conversation, { before: conversation.oldest });
  }

  /** The page behind what is shown, where that is not the end. */
  async newer(conversation) {
    if (!conversation.detached || this.busy(conversation)) return;
    const page = await this.#ask(conversation, { after: conversation.entries.at(-1)?.seq ?? 0 });
    if (!page || !conversation.detached) return;
    conversation.extend(page);
    if (page.length < PAGE) {
      // What is said from now on comes by itself; what was said while this page was on its way is asked for.
      conversation.attach();
      conversation.merge((await this.#ask(conversation, { after: conversation.entries.at(-1)?.seq ?? 0 })) ?? []);
    }
    this.conversations.changed.tell(conversation);
  }

  /** The end of it, whatever was looked at. */
  async newest(conversation) {
    if (!conversation.detached) return;
    conversation.empty();
    this.conversations.changed.tell(conversation);
    await this.#page(conversation, { ahead: true });
  }

  /** The messages around one. */
  async around(conversation, seq) {
    if (conversation.entries.some((entry) => entry.seq === seq)) return;
    const before = (await this.#ask(conversation, { before: seq + 1 })) ?? [];
    const after = (await this.#ask(conversation, { after: seq })) ?? [];
    conversation.empty({ detached: true });
    conversation.extend([...before, ...after]);
    if (after.length < PAGE) conversation.attach();
    this.conversations.changed.tell(conversation);
  }

  /** The newest messages that the server finds, the oldest of these first: { found, more }. `going` ends it early. */
  async search(conversation, text, going) {
    let found = [];
    let before = -1;
    for (let n = 0; n < MOST_PAGES && going() && before && found.length < MOST_FOUND; n++) {
      const page = await this.session().search(text, conversation.where, { before, limit: MOST_FOUND - found.length });
      found = [...page.found.reverse().filter((one) => !this.conversations.ignores(one.sender)), ...found];
      before = page.before;
    }
    return { found, more: Boolean(before) };
  }

  /** Who is in it, and what it is about. False if the user is not. */
  async meet(conversation) {
    if (conversation.kind !== "room") return true;
    try {
      conversation.members = new Set(await this.session().list("ROOM_USERS", { RECEIVER: conversation.where }));
      conversation.topic = String((await this.session().request("TOPIC", { RECEIVER: conversation.where })).CONTENT ?? "");
    } catch (why) {
      if (!(why instanceof Refusal || why instanceof Closed)) throw why; // who is no member is told nothing
      if (["not-member", "unknown-room"].includes(why.reason)) return false;
    }
    this.conversations.changed.tell(conversation);
    return !conversation.members || conversation.members.has(this.session().user);
  }

  /** What holds in it, what one may do there, and what is pinned. However often that changes, it is asked for once at a time. */
  async rules(conversation) {
    if (conversation.kind === "person") return;
    const asked = this.#ruling.get(conversation);
    this.#ruling.set(conversation, asked ? "again" : "asked");
    if (asked) return;
    do {
      this.#ruling.set(conversation, "asked");
      await this.#rules(conversation);
    } while (this.#ruling.get(conversation) === "again");
    this.#ruling.delete(conversation);
  }

  async #rules(conversation) {
    const { where } = conversation;
    try {
      conversation.rules = await this.session().rules(where);
      conversation.pins = await this.session().pins(where);
    } catch (why) {
      if (!(why instanceof Refusal || why instanceof Closed)) throw why;
      if (why.reason) conversation.rules = null;
    }
    this.conversations.changed.tell(conversation);
  }

  /** Who wants to speak there, and what all are asked. A poll that has ended is news only to who saw it go on. */
  async #lesson(conversation) {
    if (conversation.kind === "person") return;
    const ask = (flag) => this.session().request(flag, { RECEIVER: conversation.where });
    try {
      conversation.hands = (await ask("HANDS")).CONTENT;
      const poll = await ask("POLL");
      if (poll.OPEN || conversation.poll) conversation.poll = poll;
    } catch (why) {
      if (!(why instanceof Refusal || why instanceof Closed)) throw why; // there is none
    }
    this.conversations.changed.tell(conversation);
  }

  async #page(conversation, where) {
    if (this.busy(conversation)) return;
    const page = await this.#ask(conversation, where);
    if (!page) return;
    if (page.length < PAGE) conversation.complete = true;
    conversation.merge(page);
    this.conversations.changed.tell(conversation);
  }

  /** Null if it cannot be had, which is said. */
  async #ask(conversation, where) {
    this.#busy.add(conversation);
    this.conversations.changed.tell(conversation);
    try {
      return await this.session().history(conversation.where, { limit: PAGE, ...where });
    } catch (why) {
      if (why instanceof Refusal) {
        conversation.complete = true;
        if (!["unknown-target", "unknown-user", "not-member"].includes(why.reason)) {
          conversation.add({ kind: "error", text: this.words("history_failed", { why: await this.words.why(why) }) });
        }
      }
      return null;
    } finally {
      this.#busy.delete(conversation);
      this.conversations.changed.tell(conversation);
    }
  }
}
