// What one looks at and types, as the others and one's own other devices are told of it.

import { Closed, Refusal } from "./wire/protocol.js";

/** Milliseconds between two words of what was read, or that somebody types: the server asks for no more. */
const PAUSE = 3000;
/** Milliseconds for which such a word holds. */
const HOLDS = 6000;
/** Names that are kept of those who type in one place: nobody reads more. */
const MOST_TYPING = 10;

/** `session` gives the one that is under way. */
export class Attending {
  #told = new WeakMap();
  #typed = new WeakMap();

  constructor(session, conversations) {
    this.session = session;
    this.conversations = conversations;
  }

  /** Somebody looks at the end of it. */
  read(conversation) {
    const last = conversation.entries.findLast((entry) => entry.seq && !entry.mine);
    if (!last || last.time <= conversation.read) return;
    conversation.read = last.time;
    if (!this.#told.has(conversation)) this.#tell(conversation);
  }

  #tell(conversation) {
    const { where, read } = conversation;
    this.#ask("READ", { RECEIVER: where, TIME: read });
    const again = () => {
      this.#told.delete(conversation);
      if (conversation.read > read) this.#tell(conversation);
    };
    this.#told.set(conversation, setTimeout(again, PAUSE));
  }

  /** What is unread, wherever it was said. What another device has read meanwhile is not; of rooms in which nothing was ever
   * read the server says nothing.
   */
  async look() {
    const frame = await this.#ask("UNREAD");
    if (!frame) return;
    const found = frame.CONTENT.map((one) => {
      const conversation = this.conversations.begin(one.ROOM ?? one.RECEIVER, one.ROOM ? "room" : "person");
      conversation.read = Math.max(conversation.read, one.TIME);
      conversation.unread = one.COUNT;
      conversation.mentions = one.ROOM ? one.MENTIONS : one.COUNT;
      conversation.mark();
      return conversation;
    });
    this.conversations.changed.tell(null);
    for (const one of this.conversations.all) if (one.unread && !found.includes(one)) this.#lookAt(one);
  }

  async #lookAt(conversation) {
    const frame = await this.#ask("READ", { RECEIVER: conversation.where });
    if (frame?.CONTENT) this.conversations.seen(conversation);
  }

  /** Something was typed, or is not any more. */
  type(conversation, active) {
    const last = this.#typed.get(conversation) ?? 0;
    const now = Date.now();
    if (active ? now - last < PAUSE : !last) return;
    this.#typed.set(conversation, active ? now : 0);
    if (!this.session()?.connected) return;
    this.#ask("TYPING", { RECEIVER: conversation.where, CONTENT: active ? "active" : "done" });
  }

  /** Somebody else types. */
  typing({ who, where, active }) {
    const conversation = this.conversations.of(where);
    if (!conversation || this.conversations.ignores(who)) return;
    clearTimeout(conversation.typing.get(who));
    conversation.typing.delete(who);
    if (active && conversation.typing.size < MOST_TYPING) {
      conversation.typing.set(who, setTimeout(() => this.typing({ who, where: conversation.where, active: false }), HOLDS));
    }
    this.conversations.changed.tell(conversation);
  }

  /** Null if the server does not want to know. */
  async #ask(flag, fields) {
    try {
      return await this.session()?.request(flag, fields);
    } catch (why) {
      if (!(why instanceof Refusal || why instanceof Closed)) throw why;
      return null;
    }
  }
}
