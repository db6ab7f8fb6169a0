// A worker's connections, a dot each: which can be pointed at, or gone through with the arrow keys.

import { h, reconcile, setAttribute, setText } from "../dom.js";

export const DIALECTS = ["mamushi", "pm", "sendto", "token", "irc"];
/** Pixels from one dot to the next, for those who sit far away and for four hundred. */
const LARGEST = 40;
const SMALLEST = 6;

let counted = 0;

export class Dots {
  #known = new Map();
  #data = new Map();
  #drawn = new Map();
  #at = null;
  #tip;
  #words;
  #place;
  #pitch = 0;
  #watch = new ResizeObserver(() => this.#size());

  constructor(place, { words, tip }) {
    this.#place = place;
    this.#words = words;
    this.#tip = tip;
    this.count = h("span", { class: "count" }, h("span"), h("span", { class: "more" }));
    this.field = h("div", { class: "dots", role: "listbox", tabindex: 0, onkeydown: (event) => this.#key(event) });
    this.field.addEventListener("pointerover", ({ target }) => target.classList.contains("dot") && this.#show(target));
    this.field.addEventListener("pointerleave", () => this.#tip.hide());
    this.field.addEventListener("focus", () => this.#move(0));
    this.field.addEventListener("blur", () => this.#tip.hide());
    this.#watch.observe(this.field);
  }

  dot(cid) {
    return this.#known.get(cid) ?? null;
  }

  draw({ total, shown }) {
    this.#data = new Map(shown.map((one) => [one.cid, one]));
    const items = shown.map((one) => [one.cid, () => this.#make(one.cid), (dot) => this.#update(dot, one)]);
    reconcile(this.field, this.#known, items);
    for (const cid of this.#drawn.keys()) if (!this.#data.has(cid)) this.#drawn.delete(cid);
    const more = total - shown.length;
    const counts = this.#words(total === 1 ? "one_connection" : "many_connections", { count: total });
    setText(this.count.firstChild, counts);
    setText(this.count.lastChild, more > 0 ? ` (${this.#words("not_shown", { count: more })})` : "");
    setAttribute(this.field, "aria-label", this.#words("connections_of", { place: this.#place, count: total }));
    this.#size();
  }

  #make(cid) {
    const dot = h("span", { class: "dot", role: "option", id: `dot${++counted}`, aria: { selected: false } });
    dot.dataset.cid = cid;
    return dot;
  }

  #update(dot, { cid, name, dialect, waiting, fault }) {
    const known = DIALECTS.indexOf(dialect);
    const look = `dot d${known < 0 ? "x" : known}${name ? "" : " unnamed"}${waiting ? " waiting" : ""}${fault ? " faulty" : ""}`;
    const said = name || this.#words("no_name");
    const drawn = `${look} ${said}`;
    if (this.#drawn.get(cid) === drawn) return;
    this.#drawn.set(cid, drawn);
    dot.className = dot.classList.contains("lit") ? `${look} lit` : look;
    dot.setAttribute("aria-label", `${said}, ${dialect}${fault ? `, ${fault}` : ""}`);
  }

  /** As large as they can be, all of them in the field. */
  #size() {
    // A pixel less: what is measured is rounded.
    const width = this.field.clientWidth - 1;
    const height = this.field.clientHeight - 1;
    const count = this.#data.size;
    if (width <= 0 || !count) return;
    let pitch = LARGEST;
    while (pitch > SMALLEST && Math.floor(width / pitch) * Math.floor(height / pitch) < count) pitch--;
    if (pitch === this.#pitch) return;
    this.#pitch = pitch;
    this.field.style.setProperty("--pitch", `${pitch}px`);
  }

  #key(event) {
    const columns = Math.max(1, Math.floor(this.field.clientWidth / (this.#pitch || LARGEST)));
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (event.key === "Escape") this.#tip.hide();
    if (by === undefined) return;
    event.preventDefault();
    this.#move(by);
  }

  #move(by) {
    const all = [...this.field.children];
    if (!all.length) return;
    const here = Math.max(0, all.indexOf(this.#at));
    this.#at?.setAttribute("aria-selected", false);
    this.#at = all[Math.min(all.length - 1, Math.max(0, here + by))];
    this.#at.setAttribute("aria-selected", true);
    this.field.setAttribute("aria-activedescendant", this.#at.id);
    if (by || this.field.matches(":focus-visible")) this.#show(this.#at);
  }

  #show(dot) {
    this.#tip.show(dot, () => this.#data.get(Number(dot.dataset.cid)));
  }
}
