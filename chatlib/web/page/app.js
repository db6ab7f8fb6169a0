// The page's heart: the session, the conversations, and what is done with them. Windows of their own look at the same one.

import { Attending } from "./attending.js";
import { Conversations } from "./model/conversations.js";
import { News } from "./model/news.js";
import { Signal } from "./model/signal.js";
import { key } from "./model/text.js";
import { later } from "./modules.js";
import { Popouts } from "./popouts.js";
import { Reading } from "./reading.js";
import { Sending } from "./sending.js";
import { Closed, Refusal } from "./wire/protocol.js";
import { Session } from "./wire/session.js";
import * as store from "./wire/store.js";
import * as tabs from "./wire/tabs.js";

/** Milliseconds between two looks whether a SEQ is to be stored: a page that is killed hears again what it lost. */
const KEEP_EVERY = 2000;

export class App {
  /** The connection, or who one is, changed. */
  changed = new Signal();
  /** Something that a view must do: (what, conversation, …). */
  wanted = new Signal();
  /** The session has ended, with a Refusal if the server did it, or the event "expelled" if somebody did. */
  ended = new Signal();
  session = null;
  paced = 0;
  /** What one has told the others of being away; "" if one is not. */
  away = "";
  /** Who has called the user to speak, and where: { who, where }, or null. */
  called = null;
  /** The commands, once something was typed. */
  known = [];

  constructor(words, about) {
    this.words = words;
    this.about = about;
    this.ignored = [];
    this.popouts = new Popouts(this);
    this.idle = this.#once("idle", ({ Idle }) => new Idle(this));
    this.keep = this.keep.bind(this);
    setInterval(this.keep, KEEP_EVERY);
    addEventListener("pagehide", this.keep);
    this.#anew();
  }

  get user() {
    return this.session?.user ?? "";
  }

  get connected() {
    return this.session?.connected ?? false;
  }

  /** Begins a session: `who` as Session has it, with the `places` that were open before. Rejects as Session.open does. */
  async enter(who) {
    this.#anew();
    for (const { where, kind, unread, mentions } of who.places ?? []) {
      const place = kind === "lobby" ? this.conversations.lobby : this.conversations.begin(where, kind);
      Object.assign(place, { unread, mentions });
    }
    this.ignored = store.remembered(`ignored.${key(who.user)}`);
    const current = this.conversations.of(who.current ?? "");
    this.session = new Session(location.host, who, (event) => this.#hear(event));
    try {
      await this.session.open();
    } catch (why) {
      this.session = null;
      throw why;
    }
    if (store.remembered(`away.${key(this.user)}`)[0]) this.idle();
    tabs.hold();
    this.keep();
    this.sending.restore();
    this.conversations.look(current ?? this.conversations.lobby);
    this.changed.tell();
    await this.#lookAround().catch(passed);
  }

  /** Leaves the server. */
  async leave() {
    const { session } = this;
    store.clear();
    await session?.close();
    this.#end(null);
  }

  /** Does what was typed in a conversation, as commands/typed.js understood it. */
  act(made, conversation) {
    if (made.kind === "say" && made.name === conversation.where) this.#say(made.text, conversation);
    else this.actions().then((actions) => actions.do(made, conversation));
  }

  /** A text as it is meant: a message, an answer to one, or another text of one. */
  #say(text, conversation) {
    const { editing, answering } = conversation;
    conversation.editing = conversation.answering = null;
    if (this.called?.where === conversation.where) this.called = null;
    if (editing) this.do("edit", { seq: editing.seq, text }, conversation);
    else this.sending.say(conversation, text, answering && { seq: answering.seq, sender: answering.sender, text: answering.text });
  }

  /** A command that was clicked. */
  async do(kind, more = {}, here = this.conversations.current) {
    await (await this.actions()).do({ kind, name: "", text: "", names: [], ...more }, here);
  }

  /** Tells something where it was asked for. */
  note(conversation, kind, text) {
    conversation.add({ kind, text, time: Date.now() / 1000 });
    this.conversations.changed.tell(conversation);
  }

  isHere(name) {
    return name === this.user || this.conversations.people.has(name);
  }

  /** What the word before the cursor could become: names, and commands behind a slash. */
  names() {
    const rooms = this.conversations.all.map((one) => one.where);
    return [...new Set([...this.conversations.people, ...rooms]), ...this.known.map((one) => `/${one.word}`)];
  }

  /** Stores what a reload of the page goes on with. */
  keep() {
    const { session } = this;
    if (!session || session.closed) return;
    const { user, guest, token, seq } = session;
    const places = this.conversations.all.map(({ where, kind, unread, mentions }) => ({ where, kind, unread, mentions }));
    const state = { user, guest, token, seq, places, current: this.conversations.current.where };
    const now = JSON.stringify(state);
    if (now !== this.kept) store.save(state);
    this.kept = now;
  }

  #anew() {
    const session = () => this.session;
    const ignores = (name) => this.ignored.includes(key(name));
    this.conversations = new Conversations(() => this.user, ignores, forget);
    this.reading = new Reading(session, this.conversations, this.words);
    this.lessons = this.#once("lessons", ({ Lessons }) => new Lessons(this));
    this.news = new News(this.conversations, this.words, (room) => this.reading.rules(room), this.lessons);
    this.attending = new Attending(session, this.conversations);
    this.sending = new Sending(session, this.conversations, this.words, (...note) => this.note(...note));
    this.files = this.#once("files", ({ Files }) => new Files(session, this.conversations, this.words));
    this.actions = this.#once("actions", ({ Actions }) => new Actions(this));
    this.commands = this.#once("commands/typed", (typed) => {
      this.known = typed.COMMANDS;
      return typed;
    });
    this.kept = this.away = "";
    this.called = null;
  }

  /** What is seldom needed is fetched when it is, and made once. */
  #once(path, make) {
    let made = null;
    return () => (made ??= later(path, this.words).then(make));
  }

  #hear(event) {
    switch (event.kind) {
      case "lost":
        break;
      case "anew":
        this.conversations.forget();
        break;
      case "cluster":
        later("cluster", this.words).then(({ met }) => met(this, event));
        return;
      case "restored":
        // What became of messages while nobody could say so is seen once they are looked at.
        for (const one of this.conversations.all) one.begun = false;
        for (const one of this.conversations.all) if (one.lookers.size) this.reading.begin(one).catch(passed);
        this.#lookAround().catch(passed);
        break;
      case "paced":
        this.paced = event.waiting;
        break;
      case "typing":
        this.attending.typing(event);
        return;
      case "ended":
        this.#end(this.session.refusal);
        return;
      case "expelled":
        this.session.end();
        this.#end(event);
        return;
      default:
        this.news.tell(event);
        return;
    }
    this.changed.tell();
  }

  #end(why) {
    store.clear();
    tabs.release();
    const user = this.user;
    this.session = null;
    this.ended.tell(why, user);
  }

  /** Who is here, and in the rooms that are shown. */
  async #lookAround() {
    this.attending.look();
    const here = new Set(await this.session.list("LIST_USER"));
    here.delete(this.user);
    const { people } = this.conversations;
    this.news.gone([...people].filter((name) => !here.has(name)));
    people.clear();
    for (const name of here) people.add(name);
    this.conversations.changed.tell(null);
    for (const one of this.conversations.all) if (one.kind === "room") this.#meet(one).catch(passed);
  }

  /** A guest whose connection was lost has left his rooms: where anybody may enter he is there again. */
  async #meet(room) {
    if ((await this.reading.meet(room)) || !this.session.guest) return;
    try {
      await this.session.request("JOIN_ROOM", { CONTENT: room.where });
      room.begun = room.complete = false;
      if (room.lookers.size) await this.reading.begin(room);
      else await this.reading.meet(room);
    } catch (why) {
      if (!(why instanceof Refusal)) throw why;
      if (why.reason === "already-member" || !this.conversations.all.includes(room)) return; // it was asked twice
      this.note(this.conversations.lobby, "error", this.words("room_lost", { room: room.where }));
      this.conversations.end(room);
    }
  }
}

/** An entry is not shown any more: its picture is given back. */
function forget(entry) {
  entry.gone = true;
  entry.content = null;
  if (entry.picture) URL.revokeObjectURL(entry.picture);
  entry.picture = "";
}

/** Lists are asked for again at the next chance. */
function passed(why) {
  if (!(why instanceof Refusal || why instanceof Closed)) throw why;
}
