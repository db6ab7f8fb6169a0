// Faults of the network that are put on connections, those that are on them now, and the way back.

import { h, reconcile, setText } from "../dom.js";
import { number, visible } from "../format.js";

/** The numbers that each kind has. */
const KINDS = {
  delay: ["delay", "jitter"],
  rate: ["rate"],
  cut: [],
  half_open: [],
  reset: [],
  slow_reader: ["rate"],
  split: [],
  join: ["delay"],
};
const NUMBERS = { delay: 500, jitter: 100, rate: 1000, seconds: 10 };

export class Faults {
  #known = new Map();
  #inputs = {};
  #fields = {};

  constructor({ model, loop, words, ask }) {
    Object.assign(this, { model, words, ask });
    const field = (label, input, more = {}) => h("div", { class: "field", ...more }, h("label", { for: input.id }, words(label)), input);
    this.target = h("input", { id: "target", value: "all", required: true, maxlength: 64, placeholder: words("target_hint") });
    this.kind = h(
      "select",
      { id: "kind", onchange: () => this.#numbers() },
      ...Object.keys(KINDS).map((kind) => h("option", { value: kind }, words(`kind_${kind}`))),
    );
    for (const [name, value] of Object.entries(NUMBERS)) {
      this.#inputs[name] = h("input", { id: `fault-${name}`, type: "number", min: 0, value, required: true });
      this.#fields[name] = field(name, this.#inputs[name]);
    }
    this.what = h("p", { class: "what" });
    this.form = h(
      "form",
      { class: "putting", onsubmit: (event) => this.#put(event) },
      field("target", this.target),
      field("kind", this.kind),
      ...Object.values(this.#fields),
      h("div", { class: "ends" }, this.what, h("button", { class: "primary" }, words("put_fault"))),
    );
    this.none = h("p", { class: "none" }, words("no_faults"));
    this.list = h("ul", {});
    this.all = h("button", { type: "button", onclick: () => ask({ do: "heal" }) }, words("heal_all"));
    this.element = h("div", { class: "faults" }, h("div", { class: "active" }, this.none, this.list, this.all), this.form);
    this.#numbers();
    loop.on("faults", () => this.#draw());
  }

  #numbers() {
    const kind = this.kind.value;
    for (const name of Object.keys(NUMBERS)) {
      const wanted = name === "seconds" || KINDS[kind].includes(name);
      this.#inputs[name].disabled = !wanted;
      this.#fields[name].classList.toggle("unused", !wanted);
    }
    this.#inputs.seconds.min = kind === "cut" ? 1 : 0;
    setText(this.what, this.words(`what_${kind}`));
  }

  #put(event) {
    event.preventDefault();
    const kind = this.kind.value;
    const fault = { do: "fault", target: this.target.value.trim(), kind };
    for (const name of [...KINDS[kind], "seconds"]) fault[name] = Number(this.#inputs[name].value);
    this.ask(fault);
  }

  #draw() {
    const { faults } = this.model;
    this.none.hidden = faults.length > 0;
    this.all.disabled = !faults.length;
    reconcile(this.list, this.#known, faults.map((one) => [one.number, () => this.#make(one), (row) => this.#update(row, one)]));
  }

  #make(one) {
    const heal = h("button", { type: "button", onclick: () => this.ask({ do: "heal", number: one.number }) }, this.words("heal"));
    return h("li", {}, h("b"), h("span", { class: "details" }), h("span", { class: "rest" }), heal);
  }

  #update(row, { target, connections, kind, details, seconds }) {
    const { words } = this;
    const named = words.has(`kind_${kind}`) ? words(`kind_${kind}`) : kind;
    const [what, more, rest] = row.children;
    setText(what, words("fault_line", { kind: named, target: visible(target), count: number(connections, words.lang) }));
    setText(more, visible(details ?? ""));
    setText(rest, seconds === null ? words("fault_stays") : words("fault_left", { seconds: Math.ceil(seconds) }));
  }
}
