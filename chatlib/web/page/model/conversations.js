// All conversations: where each event is told, what is unread, who is here.

import { LOBBY } from "../wire/protocol.js";
import { Conversation } from "./conversation.js";
import { Signal } from "./signal.js";
import { mentions, same } from "./text.js";

/** Beside the lobby: strangers who write once would make a list without an end. */
const MOST = 100;
/** As many as the server lets wait for one user. */
const MOST_INVITATIONS = 100;

/** `me` gives one's own name, `ignores` says of whom nothing is shown, `dropped` is told of entries that are forgotten. */
export class Conversations {
  /** Anything changed: { list, people, where }. */
  changed = new Signal();
  /** A message was said that nobody here said: (conversation, entry). */
  arrived = new Signal();
  people = new Set();
  /** What those who are away have said of it. */
  away = new Map();
  invitations = [];

  constructor(me, ignores, dropped) {
    this.me = me;
    this.ignores = ignores;
    this.dropped = dropped;
    this.all = [new Conversation(LOBBY, "lobby", dropped)];
    this.current = this.lobby;
  }

  get lobby() {
    return this.all[0];
  }

  /** What somebody may want to see: what is unread, in the lobby only what is about the user, and invitations. */
  get waiting() {
    const unread = this.all.reduce((sum, one) => sum + (one.kind === "lobby" ? one.mentions : one.unread), 0);
    return unread + this.invitations.length;
  }

  of(where) {
    return this.all.find((one) => same(one.where, where)) ?? null;
  }

  /** The one with that name, which begins if need be. */
  begin(where, kind) {
    const known = this.of(where);
    if (known) {
      known.where = where; // as everybody writes it
      return known;
    }
    const made = new Conversation(where, kind, this.dropped);
    this.all.push(made);
    const spare = this.all.find((one) => one.kind !== "lobby" && one !== this.current && !one.lookers.size);
    if (this.all.length > MOST + 1 && spare) this.end(spare);
    this.changed.tell(made);
    return made;
  }

  /** The user does not want to see it any more; the next message begins it anew. */
  end(conversation) {
    if (conversation.kind === "lobby") return;
    conversation.empty();
    this.all = this.all.filter((one) => one !== conversation);
    if (this.current === conversation) this.current = this.lobby;
    this.changed.tell(conversation);
  }

  /** What was heard so far counts no more: the server knows nothing of it. */
  forget() {
    for (const one of this.all) {
      one.empty();
      one.begun = false;
      one.seen();
    }
    this.changed.tell(null);
  }

  /** A message of somebody, or one's own that is acknowledged. */
  deliver(message) {
    if (this.ignores(message.sender)) return;
    const kind = message.private ? "person" : message.where === LOBBY ? "lobby" : "room";
    const conversation = this.begin(message.where, kind);
    message.urgent = !message.mine && (message.private || mentions(message.text, this.me()));
    const waits = conversation.waiting.findIndex((one) => one.id === message.id);
    if (message.mine && message.id && waits >= 0) {
      const [entry] = conversation.waiting.splice(waits, 1);
      message = Object.assign(entry, message, { state: "" });
    }
    clearTimeout(conversation.typing.get(message.sender));
    conversation.typing.delete(message.sender);
    if (conversation.add(message) && !message.mine) {
      if (!conversation.looked) conversation.count(message);
      this.arrived.tell(conversation, message);
    }
    this.changed.tell(conversation);
  }

  /** Something that is told where the conversation is; it begins nothing. False: there is none. */
  note(where, entry) {
    const conversation = this.of(where);
    conversation?.add(entry);
    if (conversation) this.changed.tell(conversation);
    return conversation !== null;
  }

  /** Somebody has another name: what is typed there is for him, and not for who takes the old one. */
  rename(old, now) {
    for (const one of this.all) {
      if (one.members?.delete(old)) one.members.add(now);
    }
    const conversation = this.of(old);
    if (conversation?.kind === "person") {
      const other = this.of(now);
      if (other && other !== conversation) this.end(other);
      conversation.where = now;
      this.changed.tell(conversation);
    }
  }

  invited(invitation) {
    this.answered(invitation.room);
    this.invitations = [...this.invitations.slice(1 - MOST_INVITATIONS), invitation];
    this.changed.tell(null);
  }

  /** Its invitation is, in whatever way. */
  answered(room) {
    this.invitations = this.invitations.filter((one) => !same(one.room, room));
    this.changed.tell(null);
  }

  look(conversation) {
    this.current = conversation;
    this.changed.tell(conversation);
  }

  seen(conversation) {
    if (conversation.seen()) this.changed.tell(conversation);
  }

  /** A name as everybody writes it, however it was typed. */
  asShown(name) {
    return this.of(name)?.where ?? [...this.people].find((one) => same(one, name)) ?? name;
  }
}
