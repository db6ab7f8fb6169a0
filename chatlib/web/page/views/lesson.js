// What goes on in a class, above what was said: whose turn it is, who wants to speak, and what all are asked.

import { h, iconButton, reconcile, setText } from "./dom.js";
import { named } from "./person.js";
import { LOBBY } from "../wire/protocol.js";

/** Names that who runs the room is shown of those who want to speak. */
const MOST = 8;

/** In the view of a conversation, within `parent`; `leave` takes the focus back there. */
export class Lesson {
  #called = null;
  #asked = "";
  #nodes = new Map();

  constructor(app, conversation, parent, leave) {
    this.app = app;
    this.conversation = conversation;
    this.leave = leave;
    const { words } = app;
    this.turn = h("div", { class: "turn", role: "alert" });
    this.poll = h("section", { aria: { label: words("poll") } });
    this.count = h("p", {});
    this.queue = h("ol", { aria: { live: "polite", label: words("hands_title") } });
    this.next = h("button", { type: "button", class: "primary small", onclick: () => this.#do("call") }, words("call_next"));
    this.hands = h("section", { class: "hands", aria: { label: words("hands_title") } }, this.count, this.next, this.queue);
    parent.append(h("div", { class: "lesson" }, this.turn, this.hands, this.poll));
  }

  update() {
    const { app, conversation } = this;
    if (this.#called !== app.called) this.#drawTurn(app.called);
    this.#called = app.called;
    this.#drawPoll(conversation.poll);
    this.#drawHands(conversation.hands);
  }

  /** Somebody has called the user, here or elsewhere. */
  #drawTurn(called) {
    const { app, conversation } = this;
    const { words } = app;
    if (!called) return this.turn.replaceChildren();
    const done = () => {
      app.called = null;
      app.conversations.changed.tell(null);
      this.leave();
    };
    const go = () => app.conversations.look(app.conversations.of(called.where));
    const elsewhere = called.where !== conversation.where;
    const text = words("your_turn", { name: called.who, room: called.where === LOBBY ? words("lobby") : called.where });
    this.turn.replaceChildren(
      ...[h("strong", {}, text), elsewhere && h("button", { type: "button", class: "small", onclick: go }, words("go_there")), iconButton("close", words("close"), done)].filter(Boolean),
    );
  }

  #drawPoll(poll) {
    this.poll.hidden = !poll;
    const runs = this.conversation.rules?.runs;
    const asked = poll ? JSON.stringify([poll.QUESTION, poll.OPTIONS, poll.OPEN, runs]) : "";
    if (asked !== this.#asked) this.#makePoll(poll, runs);
    this.#asked = asked;
    if (!poll) return;
    const { words } = this.app;
    const all = poll.COUNTS.reduce((sum, count) => sum + count, 0);
    setText(this.voted, words.count("votes", "vote", all));
    for (const [n, node] of this.options.entries()) {
      const own = poll.VOTE === n + 1;
      node.classList.toggle("own", own);
      if (poll.OPEN) node.setAttribute("aria-pressed", own);
      node.querySelector(".part").style.inlineSize = `${all ? (100 * poll.COUNTS[n]) / all : 0}%`;
      setText(node.lastChild, String(poll.COUNTS[n]));
    }
  }

  #makePoll(poll, runs) {
    const held = this.poll.contains(document.activeElement);
    if (poll) {
      const { words } = this.app;
      this.voted = h("small", {});
      this.options = poll.OPTIONS.map((option, n) => this.#option(option, n, poll.OPEN));
      const end = poll.OPEN ? runs && h("button", { type: "button", class: "small", onclick: () => this.#do("end_poll") }, words("poll_end")) : h("button", { type: "button", class: "small", onclick: () => this.#dismiss() }, words("close"));
      const title = h("summary", {}, h("span", { dir: "auto" }, `${words(poll.OPEN ? "poll" : "poll_over")}: ${poll.QUESTION}`), this.voted);
      const list = h("ol", {}, ...this.options.map((one) => h("li", {}, one)));
      this.poll.replaceChildren(h("details", { class: "poll", open: true }, title, list, end));
    } else {
      this.poll.replaceChildren();
    }
    if (held) this.leave();
  }

  /** A button as long as one may choose. */
  #option(option, n, open) {
    const parts = [h("span", { class: "part" }), h("span", { class: "label", dir: "auto" }, `${n + 1}. ${option}`), h("span", { class: "count" })];
    if (!open) return h("div", { class: "option" }, ...parts);
    const vote = () => this.#do("vote", String(this.conversation.poll.VOTE === n + 1 ? 0 : n + 1));
    return h("button", { type: "button", class: "option", onclick: vote }, ...parts);
  }

  #dismiss() {
    this.conversation.poll = null;
    this.app.conversations.changed.tell(this.conversation);
  }

  #drawHands(hands) {
    const { words, user } = this.app;
    const held = this.hands.contains(document.activeElement);
    const runs = Boolean(this.conversation.rules?.runs);
    const at = hands.indexOf(user) + 1;
    this.hands.hidden = !hands.length;
    this.next.hidden = this.queue.hidden = !runs;
    setText(this.count, `${words("hands_up", { count: hands.length })}${at ? ` · ${words("hand_at", { at })}` : ""}`);
    const shown = hands.slice(0, MOST).map((name) => [name, () => this.#hand(name)]);
    if (hands.length > MOST) shown.push([`+${hands.length}`, () => h("li", { class: "dim" }, words("and_more", { count: hands.length - MOST }))]);
    reconcile(this.queue, this.#nodes, shown);
    if (!held || this.hands.contains(document.activeElement)) return;
    if (hands.length && runs) this.next.focus();
    else this.leave();
  }

  #hand(name) {
    const { words } = this.app;
    const label = words("call_name", { name });
    const call = () => this.#do("call", name);
    return h("li", {}, named(name, { class: "name" }), h("button", { type: "button", class: "small", aria: { label }, onclick: call }, words("call")));
  }

  #do(kind, text = "") {
    this.app.do(kind, { name: this.conversation.where, text }, this.conversation);
  }
}
