// Does what was typed: each kind of action is a method, or a function of a module of its own.

import { amendments } from "./amendments.js";
import { key, same } from "./model/text.js";
import { moderation } from "./moderation.js";
import { later } from "./modules.js";
import { missing, teaching } from "./teaching.js";
import * as store from "./wire/store.js";
import { Closed, LOBBY, Refusal } from "./wire/protocol.js";

const MOST_IGNORED = 100;
/** By kind: what is done about a message, by those who run a room, and in a class. */
const OTHERS = { ...amendments, ...moderation, ...teaching };

/** Of the `app`. A method is given the action and the conversation in which it was typed. */
export class Actions {
  constructor(app) {
    this.app = app;
    this.words = app.words;
  }

  /** Never rejects: what the server refuses is said in the conversation. */
  async do(action, here) {
    try {
      if (Object.hasOwn(OTHERS, action.kind)) this.#refused((await OTHERS[action.kind](this.app, action, here)) ?? {}, here);
      else await this[`do_${action.kind}`](action, here);
    } catch (why) {
      if (why instanceof Refusal) this.#say(here, "error", this.#special(why, action) || (await this.words.why(why)));
      else if (!(why instanceof Closed)) throw why;
    }
  }

  /** What a reason means for this action; "" if nothing else than for others. */
  #special(why, { kind, name, text }) {
    if (why.reason === "not-there" && Object.hasOwn(missing, kind) && !(kind === "call" && text)) {
      return this.words(missing[kind], { room: name, most: why.limit });
    }
    if (kind === "nick" && why.reason === "already-logged-in") return this.words("nick_account");
    if (kind === "open" && ["unknown-target", "unknown-user"].includes(why.reason)) return this.words("history_gone", { name });
    return "";
  }

  do_say({ name, text }, here) {
    return here.where === name ? this.app.sending.say(here, text) : this.app.sending.say_to(name, text, here);
  }

  async do_pm({ name, text }, here) {
    const where = this.app.conversations.asShown(name);
    if (await this.app.sending.say_to(where, text, here)) this.#look(this.app.conversations.asShown(name));
  }

  do_me(action, here) {
    return this.do_say({ ...action, text: `*${action.text}*` }, here);
  }

  do_sendall({ text }) {
    return this.app.sending.say(this.app.conversations.lobby, text);
  }

  /** There must be somebody, or something, of that name. */
  async do_open({ name }) {
    const where = this.app.conversations.asShown(name);
    if (!this.app.conversations.of(where)) {
      await this.#session.history(where, { limit: 1 });
      this.app.conversations.begin(where, await this.#kind(where));
    }
    this.#look(where);
  }

  async do_query({ name, text }, here) {
    await this.do_open({ kind: "open", name });
    if (text) await this.do_pm({ name, text }, here);
  }

  async do_who(_, here) {
    const names = await this.#session.list("LIST_USER");
    this.#say(here, "info", this.words("who", { count: names.length, names: names.join(", ") }));
  }

  async do_who_here(action, here) {
    if (here.kind === "lobby") await this.do_who(action, here);
    else if (here.kind === "room") await this.do_members({ name: here.where }, here);
    else this.#say(here, "info", this.app.isHere(here.where) ? this.words("is_here", { name: here.where }) : this.words("offline"));
  }

  async do_members({ name }, here) {
    const names = await this.#session.list("ROOM_USERS", { RECEIVER: name });
    this.#say(here, "info", this.words("members", { room: name, names: names.join(", ") }));
  }

  async do_rooms(_, here) {
    const names = (await this.#session.list("LIST_ROOM")).join(", ");
    this.#say(here, "info", this.words("rooms", { names: names || this.words("none") }));
  }

  async do_create_group({ name, names }, here) {
    const made = await this.#session.request("CREATE_GROUP", { RECEIVER: name, CONTENT: names });
    this.#enter(made.CONTENT, "done_make");
    this.#refused(made, this.app.conversations.of(made.CONTENT) ?? here);
  }

  async do_make_room({ name, text }) {
    const locked = text ? { KEY: text } : {};
    await this.#session.request("MAKE_ROOM", { CONTENT: name, ...locked });
    this.#enter((await this.#session.request("JOIN_ROOM", { CONTENT: name, ...locked })).CONTENT, "done_make");
  }

  async do_join({ name, text }) {
    await this.#join("JOIN_ROOM", { CONTENT: name, ...(text ? { KEY: text } : {}) }, name);
  }

  async do_accept({ name }) {
    await this.#join("ACCEPT", { RECEIVER: name }, name);
  }

  /** Who is in it already just looks. */
  async #join(flag, fields, name) {
    try {
      const room = (await this.#session.request(flag, fields)).CONTENT;
      this.app.conversations.answered(name);
      this.#enter(room, "done_join");
    } catch (why) {
      if (why.reason !== "already-member") throw why;
      this.app.conversations.answered(name);
      this.#enter(this.app.conversations.asShown(name), "");
    }
  }

  async do_reject({ name }, here) {
    try {
      await this.#session.request("REJECT", { RECEIVER: name });
      this.#say(here, "info", this.words("done_reject", { room: name }));
    } finally {
      this.app.conversations.answered(name);
    }
  }

  async do_leave({ name }, here) {
    const where = this.app.conversations.asShown(name);
    await this.#session.request("QUIT_ROOM", { RECEIVER: where });
    const left = this.app.conversations.of(where);
    if (left) this.app.conversations.end(left);
    this.#say(left === here ? this.app.conversations.lobby : here, "info", this.words("done_leave", { room: where }));
  }

  async do_invite({ name, names }, here) {
    this.#refused(await this.#session.request("INVITE", { RECEIVER: name, CONTENT: names }), here);
  }

  async do_topic({ name, text }, here) {
    const frame = await this.#session.request("TOPIC", { RECEIVER: name, ...(text ? { CONTENT: text } : {}) });
    const topic = String(frame.CONTENT ?? "");
    const conversation = this.app.conversations.of(name);
    if (conversation) conversation.topic = topic;
    this.#say(here, "info", this.words(topic ? "topic" : "no_topic", { room: name, topic }));
  }

  async do_delete_room({ name }, here) {
    await this.#session.request("DEL_ROOM", { CONTENT: name });
    const gone = this.app.conversations.of(name);
    if (gone) this.app.conversations.end(gone);
    this.#say(gone === here ? this.app.conversations.lobby : here, "info", this.words("done_delete", { room: name }));
  }

  /** Where there are none, the server says why. */
  async do_rules(_, here) {
    if (!here.rules) await this.#session.rules(here.where);
    this.app.wanted.tell("rules", here);
  }

  do_modlog(_, here) {
    return this.do_rules({}, here);
  }

  do_pins(_, here) {
    this.app.wanted.tell("pins", here);
  }

  do_whoami(_, here) {
    this.#say(here, "info", this.words("whoami", { name: this.app.user }));
  }

  async do_nick({ name }, here) {
    this.#session.user = String((await this.#session.request("NICK", { CONTENT: name })).CONTENT);
    this.app.keep();
    this.do_whoami({}, here);
  }

  async do_away({ text }, here) {
    const away = (await this.#session.request("AWAY", { CONTENT: text })).CONTENT;
    this.app.away = away;
    this.#say(here, "info", this.words(away ? "is_away" : "is_back", { text: away }));
  }

  async do_away_after({ seconds }, here) {
    (await this.app.idle()).seconds = seconds;
    this.#say(here, "info", this.words(seconds ? "away_after" : "away_never", { time: this.words.time(seconds) }));
  }

  do_ignore({ text }, here) {
    const { ignored } = this.app;
    if (!text) {
      this.#say(here, "info", this.words("ignored", { names: [...ignored].join(", ") || this.words("none") }));
    } else if (ignored.length >= MOST_IGNORED) {
      this.#say(here, "error", this.words("too_many_ignored", { most: MOST_IGNORED }));
    } else {
      this.#ignore([...ignored.filter((one) => !same(one, text)), key(text)]);
      this.#say(here, "info", this.words("ignores", { name: text }));
    }
  }

  do_unignore({ name }, here) {
    this.#ignore(this.app.ignored.filter((one) => !same(one, name)));
    this.#say(here, "info", this.words("ignores_not", { name }));
  }

  #ignore(names) {
    this.app.ignored = names;
    store.remember(`ignored.${key(this.app.user)}`, names);
  }

  async do_help({ text }, here) {
    const { about } = await later("commands/manual", this.words);
    const help = await about(text, here.where, this.words);
    this.#say(here, help ? "info" : "error", help ?? this.words("no_help", { asked: text }));
  }

  do_inbox(_, here) {
    this.#say(here, "info", this.words("inbox"));
  }

  do_clear(_, here) {
    here.empty({ detached: here.entries.some((entry) => entry.seq) });
    here.attach();
    this.app.conversations.changed.tell(here);
  }

  do_close(_, here) {
    this.app.conversations.end(here);
  }

  do_search({ text }, here) {
    this.app.wanted.tell("search", here, text);
  }

  do_file(_, here) {
    this.app.wanted.tell("file", here);
  }

  /** The last file of the conversation, or the one with that number. */
  do_get({ text }, here) {
    const entry = this.#file(text, here);
    if (entry) this.app.wanted.tell("save", here, entry);
    else this.#say(here, "error", this.words("file_unknown"));
  }

  async do_decline({ text }, here) {
    const entry = this.#file(text, here);
    if (!entry) return this.#say(here, "error", this.words("file_unknown"));
    const { CONTENT: file } = await this.#session.request("REJECT", { FILE: entry.file.number });
    this.#say(here, "info", this.words("file_declined", { file }));
  }

  do_logout() {
    this.app.wanted.tell("logout");
  }

  get #session() {
    return this.app.session;
  }

  async #kind(where) {
    if (where === LOBBY) return "lobby";
    if (this.app.conversations.people.has(where)) return "person";
    return (await this.#session.list("LIST_ROOM")).some((room) => same(room, where)) ? "room" : "person";
  }

  #file(number, here) {
    const files = here.entries.filter((entry) => entry.file && (!number || entry.file.number === Number(number)));
    return files.at(-1);
  }

  #enter(room, key) {
    const conversation = this.app.conversations.begin(room, "room");
    if (key) this.#say(conversation, "info", this.words(key, { room }));
    this.#look(room);
  }

  /** In the page; a window of its own goes on with what it shows. */
  #look(where) {
    const conversation = this.app.conversations.of(where);
    if (conversation) this.app.conversations.look(conversation);
  }

  /** Those of several who were refused. */
  async #refused(frame, here) {
    for (const [name, said] of Object.entries(frame.REFUSED ?? {})) {
      this.#say(here, "error", await this.words.why({ reason: frame.REASONS?.[name], subject: name, message: said }));
    }
  }

  #say(here, kind, text) {
    this.app.note(here, kind, text);
  }
}
