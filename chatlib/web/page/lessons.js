// What happens in a class: whose hands are up, who is called, what all are asked, and into which group one was put.

import { LOBBY } from "./wire/protocol.js";

/** Of the `app`. What is known is kept in the conversations; fetched once something happens. */
export class Lessons {
  constructor(app) {
    this.app = app;
    this.words = app.words;
  }

  /** A push HANDS, POLL or PLACED. */
  tell(frame) {
    this[`on_${frame.CODE}`](frame, this.#place(frame.ROOM));
  }

  /** A question of somebody who is not named, to those who run the room. */
  asked(room, text) {
    const entry = this.#entry("info", this.words("asked", { text }), this.words("somebody"));
    const place = this.#place(room);
    this.#call(place.detached ? this.#place(LOBBY) : place, entry);
  }

  on_HANDS({ SENDER: who, CONTENT: hands, CALLED: called }, place) {
    place.hands = hands;
    if (called) this.called(place, who, called);
    else this.#changed(place);
  }

  /** Somebody may speak now; the user is told so wherever he looks. */
  called(place, who, whom) {
    const { app, words } = this;
    const own = whom === app.user;
    const entry = this.#entry("notice", words(own ? "calls_you" : "calls", { name: who, about: whom }), who);
    if (own) this.#call(place, entry);
    else place.add(entry);
    if (own) app.called = { who, where: place.where };
    else if (app.called?.where === place.where) app.called = null;
    this.#changed(null);
  }

  on_POLL(frame, place) {
    const before = place.poll;
    const same = before?.OPEN && before.QUESTION === frame.QUESTION && String(before.OPTIONS) === String(frame.OPTIONS);
    const own = same ? before.VOTE : 0;
    place.poll = { ...frame, VOTE: frame.COUNTS[own - 1] ? own : 0 }; // the same may be asked anew
    const name = frame.SENDER;
    if (!frame.OPEN) this.ended(place);
    else if (!same) this.#call(place, this.#entry("info", this.words("polls", { name, question: frame.QUESTION }), name));
    this.#changed(place);
  }

  /** The result of its poll stays among what was said. */
  ended(place) {
    const { QUESTION: question, OPTIONS, COUNTS } = place.poll;
    const result = OPTIONS.map((option, n) => `${option}: ${COUNTS[n]}`).join(", ");
    place.add(this.#entry("info", this.words("poll_result", { question, result })));
  }

  on_PLACED({ SENDER: who, ROOM: room, CONTENT: names }, place) {
    place.members = new Set(names);
    place.add(this.#entry("info", this.words("placed", { name: who, room, names: names.join(", ") })));
    this.app.conversations.look(place);
  }

  #place(room) {
    return this.app.conversations.begin(room, room === LOBBY ? "lobby" : "room");
  }

  #entry(kind, text, sender = "") {
    return { kind, text, sender, time: Date.now() / 1000, urgent: Boolean(sender) };
  }

  /** Something that somebody should not miss. */
  #call(place, entry) {
    place.add(entry);
    if (!place.looked) place.count(entry);
    this.app.conversations.arrived.tell(place, entry);
    this.#changed(place);
  }

  #changed(place) {
    this.app.conversations.changed.tell(place);
  }
}
