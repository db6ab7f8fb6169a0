// One process: its place, what the system says of it, and whether it is the one that is picked.

import { h, setAttribute, setText } from "../dom.js";
import { bytes, number } from "../format.js";

export class Card {
  dots = null;
  status = "";

  constructor(process, { words, pick }) {
    this.words = words;
    this.pid = h("span", { class: "pid" });
    this.use = h("span", { class: "use" });
    this.said = h("span", { class: "status" });
    this.name = h("button", { type: "button", class: "pick", onclick: () => pick(process.place) }, process.place);
    this.head = h("header", {}, this.name, this.pid, this.use, this.said);
    this.element = h("article", { class: `card ${process.kind}` }, this.head);
    this.element.dataset.place = process.place;
    if (process.kind === "state") {
      this.view = h("b", {}, "0");
      this.head.append(h("span", { class: "behind" }, words("view_queue"), " ", this.view));
    }
  }

  draw({ pid, cpu, memory, status }) {
    const { lang } = this.words;
    setText(this.pid, this.words("pid", { pid }));
    const use = [cpu === null ? "–" : `${number(cpu, lang, cpu < 10 ? 1 : 0)} %`, memory === null ? "–" : bytes(memory, lang)];
    setText(this.use, use.join(" · "));
    this.status = status;
    setAttribute(this.element, "data-status", status);
  }

  /** `left`: seconds until it is found out, or null. */
  state(picked, left) {
    setAttribute(this.name, "aria-pressed", picked);
    const known = this.words.has(this.status) ? this.words(this.status) : "";
    setText(this.said, left === null || this.status === "gone" ? known : this.words("found_in", { seconds: Math.ceil(left) }));
    this.said.classList.toggle("counting", left !== null);
  }

  queues() {}

  behind(view) {
    if (this.view) setText(this.view, number(view, this.words.lang));
  }
}
