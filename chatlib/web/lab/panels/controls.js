// What is done to a process that is picked. A button before which a question stands waits until the vote is closed.

import { h, setText } from "../dom.js";

const KINDS = ["worker", "state", "spare", "standby"];
const OTHERS = ["web", "transfers", "view"];
const DEEDS = ["kill", "stop", "continue", "reload"];

export class Controls {
  #buttons = {};
  #places = "";

  constructor({ model, loop, words, ask, verdict }) {
    this.model = model;
    this.loop = loop;
    this.words = words;
    this.ask = ask;
    this.select = h("select", { id: "place", onchange: () => this.#pick() });
    for (const what of DEEDS) this.#buttons[what] = h("button", { type: "button", class: what, onclick: () => this.#do(what) }, words(what));
    this.note = h("p", { class: "note", role: "status" });
    this.element = h(
      "section",
      { class: "panel controls", aria: { label: words("controls") } },
      h("div", { class: "field beside" }, h("label", { for: "place" }, words("process")), this.select),
      h("div", { class: "deeds" }, ...Object.values(this.#buttons)),
      this.note,
      verdict.element,
    );
    loop.on("processes picked", () => this.#draw());
    loop.on("question arming connected error action", () => this.#locks());
  }

  #pick() {
    this.model.picked = this.select.value;
    this.loop.mark("picked");
  }

  #do(what) {
    const { model } = this;
    if (model.arming.locks(what)) return;
    this.ask(what === "reload" ? { do: what } : { do: what, place: model.picked });
    model.arming.pressed(what);
    model.error = "";
    this.loop.mark("arming");
  }

  #draw() {
    const { model } = this;
    const may = model.processes.filter(({ place, kind }) => KINDS.includes(kind) || OTHERS.includes(place)).map(({ place }) => place);
    if (!may.includes(model.picked) && may.length) {
      model.picked = may.find((place) => place.startsWith("worker ")) ?? may[0];
      this.loop.mark("picked");
    }
    if (this.#places !== may.join()) {
      this.#places = may.join();
      this.select.replaceChildren(...may.map((place) => h("option", { value: place }, place)));
    }
    if (this.select.value !== model.picked) this.select.value = model.picked;
    this.#locks();
  }

  #locks() {
    const { arming, connected, processes, error } = this.model;
    for (const [what, button] of Object.entries(this.#buttons)) button.disabled = !connected || !processes.length || arming.locks(what);
    const said = arming.stage === "prepared" || arming.stage === "open" ? this.words(arming.button ? `locked_${arming.stage}` : "vote_open") : "";
    setText(this.note, error || said);
    this.note.classList.toggle("warn", Boolean(error));
  }
}
