// What happens, as it is told: which events are shown where, and in which words.

import { later } from "../modules.js";
import { LOBBY, SERVER } from "../wire/protocol.js";

/** Tells events of the session to the conversations. `words` gives texts; `ruled` is told where other rules hold; `lessons`
 * fetches who tells what happens in a class.
 */
export class News {
  constructor(conversations, words, ruled, lessons) {
    this.conversations = conversations;
    this.words = words;
    this.ruled = ruled;
    this.lessons = lessons;
  }

  tell(event) {
    this[`on_${event.kind}`]?.(event);
  }

  /** They left while nobody could say so. */
  gone(names) {
    if (names.length) this.conversations.note(LOBBY, presence("went", names));
  }

  on_message(message) {
    if (message.sender === SERVER) this.#server(message.text);
    else this.conversations.deliver(message);
  }

  async #server(said) {
    const { text, asked } = await this.words.note(said);
    if (asked) (await this.lessons()).asked(...asked);
    else this.#say(LOBBY, text);
  }

  async on_lesson({ frame }) {
    (await this.lessons()).tell(frame);
  }

  on_presence({ who, online }) {
    const { people } = this.conversations;
    if (online) people.add(who);
    else people.delete(who);
    this.conversations.away.delete(who);
    for (const where of [LOBBY, who]) this.conversations.note(where, presence(online ? "came" : "went", [who]));
  }

  on_notice({ what, room, who, whom }) {
    const members = this.conversations.of(room)?.members;
    let entry;
    if (what === "INVITED") entry = this.#entry("invited", { name: who, room, whom: whom.join(", ") });
    else if (what === "DECLINED") entry = this.#entry("declined", { name: who, room });
    else if (what === "LEFT" && (whom.length !== 1 || whom[0] !== who)) entry = this.#entry("deleted", { name: who, room });
    else {
      if (what === "JOINED") members?.add(who);
      else members?.delete(who);
      entry = presence(what.toLowerCase(), [who]);
    }
    // What was asked of somebody is known to who looks at the lobby; who comes and goes elsewhere is not.
    if (!this.conversations.note(room, entry) && entry.kind !== "presence") this.conversations.note(LOBBY, entry);
  }

  on_put_out({ room, whom, ...deed }) {
    const conversation = this.conversations.of(room);
    for (const about of whom) {
      conversation?.members?.delete(about);
      const own = about === this.conversations.me();
      if (conversation || !own) this.#deed(room, { what: "KICK", about, ...deed });
      if (own && conversation) conversation.rules = null;
      if (own) this.#deed(LOBBY, { what: "KICK", about, room, ...deed });
    }
  }

  on_rules({ room, changes, ...deed }) {
    for (const { WHAT: what, ON: on, ABOUT: about } of changes) this.#deed(room, { what, on, about, ...deed });
    const conversation = this.conversations.of(room);
    if (conversation) this.ruled(conversation);
  }

  on_reported({ room, seq, author, text, ...deed }) {
    const conversation = this.conversations.of(room) ?? this.conversations.lobby;
    const more = { kind: "info", urgent: true, look: room && { where: room, seq } };
    this.#deed(conversation.where, { what: "REPORT", about: author, text, room, ...deed }, more);
    if (!conversation.looked) conversation.count(more);
  }

  on_deleted({ where, seq, who }) {
    this.#alter(where, seq, (entry) => Object.assign(entry, { deleted: who, text: "", file: null }));
  }

  on_edited({ where, seq, text, time }) {
    this.#alter(where, seq, (entry) => Object.assign(entry, { text, edited: time }));
  }

  on_reacted({ who, where, seq, sign, on }) {
    this.#alter(where, seq, (entry) => {
      const all = new Map(entry.reactions);
      const names = (all.get(sign) ?? []).filter((name) => name !== who);
      if (on) names.push(who);
      all.set(sign, names);
      entry.reactions = [...all].filter(([, of]) => of.length);
    });
  }

  on_pinned({ who, room, on }) {
    this.#say(room, this.words(on ? "pinned" : "unpinned", { name: who }));
    const conversation = this.conversations.of(room);
    if (conversation) this.ruled(conversation);
  }

  /** The message with that SEQ is another one now: `change` is given it, if it is kept. */
  #alter(where, seq, change) {
    const conversation = this.conversations.of(where);
    if (conversation?.alter(seq, change)) this.conversations.changed.tell(conversation);
    if (conversation?.pins.some((one) => one.seq === seq)) this.ruled(conversation);
  }

  /** What somebody did who runs a room: it is told there, or in the lobby. The words for it are seldom needed. */
  async #deed(room, deed, more = { kind: "notice" }) {
    const { told } = await later("model/deeds", this.words);
    const entry = { text: told(deed, this.words), time: Date.now() / 1000, ...more };
    if (!this.conversations.note(room, entry)) this.conversations.note(LOBBY, entry);
  }

  on_invitation(invitation) {
    if (!this.conversations.ignores(invitation.who)) this.conversations.invited(invitation);
  }

  on_topic({ who, room, text }) {
    const conversation = this.conversations.of(room);
    if (conversation) conversation.topic = text;
    this.#say(room, this.words(text ? "topic_set" : "topic_gone", { name: who, room, topic: text }));
  }

  on_away({ who, text }) {
    const { away } = this.conversations;
    if ((away.get(who) ?? "") === text) return;
    if (text) away.set(who, text);
    else away.delete(who);
    this.#say(who, this.words(text ? "other_away" : "other_back", { name: who, text }));
    this.conversations.changed.tell(null);
  }

  on_read({ where, time }) {
    const conversation = this.conversations.of(where);
    conversation?.readUpTo(time);
    if (conversation) this.conversations.changed.tell(conversation);
  }

  on_renamed({ old, now }) {
    const { people } = this.conversations;
    people.delete(old);
    if (now !== this.conversations.me()) people.add(now);
    this.conversations.rename(old, now);
    for (const where of [LOBBY, now]) this.#say(where, this.words("renamed", { old, new: now }));
  }

  #say(where, text) {
    this.conversations.note(where, { kind: "notice", text, time: Date.now() / 1000 });
  }

  #entry(key, values) {
    return { kind: "notice", text: this.words(key, values), time: Date.now() / 1000 };
  }
}

/** Somebody came or went; `change`: "came", "went", "joined" or "left". Those of one kind are gathered. */
function presence(change, names) {
  return { kind: "presence", change, names, time: Date.now() / 1000 };
}
