// What became of a button, large: the pause that was measured, and who lost what in it.

import { h, setAttribute, setText } from "../dom.js";
import { number } from "../format.js";

const COUNTS = ["lost", "doubled", "disconnected"];

export class Verdict {
  #counts = {};

  constructor({ model, loop, words }) {
    this.model = model;
    this.words = words;
    this.what = h("p", { class: "what" });
    this.pause = h("p", { class: "pause" });
    this.meanwhile = h("p", { class: "meanwhile" });
    const counts = COUNTS.map((key) => {
      const value = h("b", {}, "–");
      const box = h("div", { class: "count" }, value, h("span", {}, words(key)));
      this.#counts[key] = { box, value };
      return box;
    });
    this.element = h("div", { class: "verdict", role: "status" }, this.what, this.pause, h("div", { class: "counts" }, ...counts), this.meanwhile);
    loop.on("action clock", () => this.#draw());
  }

  #draw() {
    const { model, words } = this;
    const { action } = model;
    const over = action?.phase === "over";
    setAttribute(this.element, "data-phase", action?.phase ?? "none");
    setAttribute(this.element, "data-number", action ? String(action.number) : null);
    setText(this.what, action ? this.#deed(action) : words("verdict_none"));
    setText(this.pause, this.#pause(action));
    for (const [key, { box, value }] of Object.entries(this.#counts)) {
      setText(value, over ? number(action[key], words.lang) : "–");
      setAttribute(box, "data-good", over ? String(action[key] === 0) : null);
    }
    setText(this.meanwhile, this.#meanwhile(action));
  }

  #deed({ what, place = "", phase }) {
    const { words } = this;
    return phase === "refused" ? words("not_done", { deed: words(what), place }) : words(`did_${what}`, { place });
  }

  #pause(action) {
    if (!action || action.phase === "refused") return "–";
    const { words } = this;
    if (action.phase === "over") return `${words("pause")} ${this.#long(action.pause)}`;
    const left = this.model.left(action.place);
    return left === null ? `${words("measuring")} …` : words("found_in", { seconds: Math.ceil(left) });
  }

  /** Where milliseconds tell nothing, seconds. */
  #long(ms) {
    const { lang } = this.words;
    return ms < 1000 ? `${number(ms, lang, ms < 10 ? 1 : 0)} ms` : `${number(ms / 1000, lang, 1)} s`;
  }

  #meanwhile(action) {
    if (!action || action.phase === "begun") return "";
    const { words } = this;
    if (action.phase === "refused") return words("refused", { reason: action.reason });
    return words("meanwhile", { accepted: number(action.accepted, words.lang), connections: number(action.connections, words.lang) });
  }
}
