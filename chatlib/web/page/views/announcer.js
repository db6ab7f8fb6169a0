// Says to screen readers what comes, a few at a time: nobody can listen to a thousand messages a second.

import { quoted } from "../model/text.js";
import { framed, h } from "./dom.js";

const MOST = 3;
const LONGEST = 300;

export class Announcer {
  #waiting = [];
  #count = 0;

  constructor(words) {
    this.words = words;
    this.element = h("div", { class: "unseen", role: "status", aria: { live: "polite" } });
    this.update = framed(() => this.#say());
  }

  /** A message, with where it was said unless that is what one looks at. */
  message({ sender, text }, where = "") {
    this.say(this.words(where ? "announce_in" : "announce", { name: sender, where, text: quoted(text, LONGEST) }));
  }

  say(text) {
    this.#count += 1;
    this.#waiting.push(text);
    if (this.#waiting.length > MOST) this.#waiting.shift();
    this.update();
  }

  #say() {
    const many = this.#count > MOST;
    const said = many ? [this.words("announce_many", { count: this.#count })] : this.#waiting;
    this.element.replaceChildren(...said.map((text) => h("p", {}, text)));
    this.#waiting = [];
    this.#count = 0;
  }
}
