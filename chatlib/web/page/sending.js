// What is typed and not acknowledged: shown at once, kept through a reload, said again when the server is back.

import * as store from "./wire/store.js";
import { Closed, Refusal } from "./wire/protocol.js";

/** `session` gives the one that is under way; `said` is told of what could not be sent where nothing shows it. */
export class Sending {
  #count = 0;
  #order = Date.now();

  constructor(session, conversations, words, note) {
    this.session = session;
    this.conversations = conversations;
    this.words = words;
    this.note = note;
  }

  /** So many lines are on their way. */
  get count() {
    return this.#count;
  }

  /** Says it in a conversation, where it waits in sight. */
  say(conversation, text, reply = null) {
    const id = this.session().id();
    const entry = { kind: "message", mine: true, sender: this.session().user, where: conversation.where, text, reply, id, time: Date.now() / 1000 };
    this.#wait(conversation, entry);
    return this.#send(entry, conversation);
  }

  /** Says it to somebody with whom there may be no conversation yet; resolves whether it was taken. */
  say_to(where, text, here) {
    const conversation = this.conversations.of(where);
    if (conversation) return this.say(conversation, text);
    const id = this.session().id();
    return this.#send({ where, text, id }, null, here);
  }

  /** What a reload interrupted. */
  restore() {
    for (const { id, to, text, n, reply } of store.unsent()) {
      this.#order = Math.max(this.#order, n);
      const entry = { kind: "message", mine: true, sender: this.session().user, where: to, text, reply, id, time: n / 1000 };
      const conversation = this.conversations.of(to);
      if (conversation) this.#wait(conversation, entry);
      this.#send(entry, conversation);
    }
  }

  /** What has failed is tried once more, or given up. */
  again(conversation, entry) {
    this.discard(conversation, entry);
    this.say(conversation, entry.text, entry.reply);
  }

  discard(conversation, entry) {
    conversation.waiting = conversation.waiting.filter((one) => one !== entry);
    this.conversations.changed.tell(conversation);
  }

  #wait(conversation, entry) {
    entry.state = "waiting";
    conversation.waiting.push(entry);
    conversation.newFrom = 0;
    this.conversations.changed.tell(conversation);
  }

  async #send(entry, conversation, here = null) {
    const { id, where, text, reply } = entry;
    store.keep({ id, to: where, text, reply, n: ++this.#order });
    this.#tell(1);
    try {
      await this.session().send(where, text, id, reply);
      return true;
    } catch (why) {
      if (!(why instanceof Refusal || why instanceof Closed)) throw why;
      if (why instanceof Closed) return false;
      entry.why = await this.words.why(why);
      entry.state = "failed";
      entry.version = (entry.version ?? 0) + 1;
      if (conversation) this.conversations.changed.tell(conversation);
      else this.note(here, "error", this.words("failed", { why: entry.why }));
      return false;
    } finally {
      // A session that has ended takes what is kept with it.
      store.drop(id);
      this.#tell(-1);
    }
  }

  #tell(by) {
    this.#count += by;
    this.conversations.changed.tell(null);
  }
}
