// The processes as a tree: the supervisor above, who holds the state below it, the workers with their connections at the bottom.

import { h, reconcile } from "../dom.js";
import { bytes } from "../format.js";
import { Card } from "./card.js";
import { drawLines } from "./lines.js";
import { Tip } from "./tip.js";
import { Tokens } from "./tokens.js";
import { WorkerCard } from "./worker_card.js";

const MIDDLE = ["spare", "state", "standby"];

export class Tree {
  #context;
  #cards = new Map();
  #known = { top: new Map(), middle: new Map(), specialists: new Map(), workers: new Map() };
  #watch = new ResizeObserver(() => this.#lines());

  constructor(context) {
    this.#context = context;
    const { model, loop, words } = context;
    this.top = h("div", { class: "top" });
    this.middle = h("div", { class: "middle" });
    this.specialists = h("div", { class: "specialists" });
    this.workers = h("div", { class: "workers" });
    this.svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.svg.setAttribute("class", "wires");
    this.svg.setAttribute("aria-hidden", "true");
    this.space = h(
      "div",
      { class: "space" },
      this.svg,
      h("div", { class: "trunk" }, this.top, this.middle),
      h("div", { class: "others" }, h("h3", {}, words("specialists")), this.specialists),
      this.workers,
    );
    this.tokens = new Tokens(this.space);
    this.tip = new Tip(this.space, words);
    this.element = h("section", { class: "panel tree", aria: { label: words("tree") } }, this.space);
    this.#watch.observe(this.space);
    loop.on("processes", () => this.#processes());
    loop.on("processes clock action picked", () => this.#states());
    loop.on("connections connected", () => this.#connections());
    loop.on("queues", () => this.#queues());
    this.model = model;
  }

  destroy() {
    this.#watch.disconnect();
  }

  /** The element of a process, or null while there is none. */
  card(place) {
    return this.#cards.get(place)?.element ?? null;
  }

  /** The dot of a connection, or null if it is not among those that are shown. */
  dot(worker, cid) {
    return this.#cards.get(`worker ${worker}`)?.dots?.dot(cid) ?? null;
  }

  /** Marks those processes, and no others, as the ones that work. */
  light(places, dots = []) {
    for (const [place, card] of this.#cards) card.element.classList.toggle("lit", places.includes(place));
    for (const dot of this.space.querySelectorAll(".dot.lit")) dot.classList.remove("lit");
    for (const dot of dots) dot?.classList.add("lit");
  }

  #processes() {
    const { processes } = this.model;
    const groups = { top: [], middle: [], specialists: [], workers: [] };
    for (const one of processes) groups[groupOf(one)].push(one);
    groups.middle.sort((a, b) => MIDDLE.indexOf(a.place) - MIDDLE.indexOf(b.place));
    groups.workers.sort((a, b) => a.place.localeCompare(b.place, "en", { numeric: true }));
    const before = [...this.#cards.keys()].join();
    const places = new Set(processes.map(({ place }) => place));
    for (const place of this.#cards.keys()) if (!places.has(place)) this.#cards.delete(place);
    for (const [group, members] of Object.entries(groups)) {
      reconcile(this[group], this.#known[group], members.map((one) => [one.place, () => this.#make(one), () => this.#cards.get(one.place).draw(one)]));
    }
    if (before !== [...this.#cards.keys()].join()) this.#lines();
  }

  #make(process) {
    const pick = (place) => {
      this.model.picked = place;
      this.#context.loop.mark("picked");
    };
    const kind = process.kind === "worker" ? WorkerCard : Card;
    const card = new kind(process, { ...this.#context, pick, tip: this.tip });
    this.#cards.set(process.place, card);
    return card.element;
  }

  #states() {
    for (const [place, card] of this.#cards) card.state(this.model.picked === place, this.model.left(place));
  }

  #connections() {
    const { model } = this;
    for (const [place, card] of this.#cards) card.dots?.draw(model.connections.get(Number(place.slice(7))) ?? { total: 0, shown: [] });
    this.tip.refresh();
  }

  #queues() {
    const { model } = this;
    for (const one of model.queues.workers) this.#cards.get(`worker ${one.worker}`)?.queues(one, (count) => bytes(count, this.#context.words.lang));
    this.#cards.get("state")?.behind(model.queues.view);
  }

  #lines() {
    drawLines(this.svg, this.space, this.#cards);
  }
}

function groupOf({ kind }) {
  if (kind === "supervisor") return "top";
  if (kind === "worker") return "workers";
  return MIDDLE.includes(kind) ? "middle" : "specialists";
}
