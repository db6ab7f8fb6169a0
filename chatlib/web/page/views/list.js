// The list of what was said. It is drawn once a frame at most, however much comes; what stays keeps its element.

import { framed, h, icon, reconcile, setText } from "./dom.js";
import { day, row } from "./row.js";
import { Toolbar } from "./toolbar.js";

/** Messages of one sender within so many seconds stand together. */
const TOGETHER = 300;
/** Pixels: so near to the end is at the end; so near to the beginning, what was before is asked for. */
const NEAR = 48;
const EARLY = 400;

/** Rows that are drawn where somebody looks at the end: the others are kept, and drawn once he scrolls. */
const DRAWN = 150;

/** `view` is what row.js needs; `looks` tells whether somebody looks at the window. */
export class List {
  #nodes = new Map();
  #end = true;
  #from = 0;

  constructor(view, looks) {
    this.view = view;
    this.conversation = view.conversation;
    const { words } = view.app;
    this.top = h("p", { class: "top dim" });
    this.rows = h("div", { class: "rows" });
    this.element = h("div", { class: "list", role: "log", tabindex: 0, aria: { live: "off", label: words("conversations") } }, this.top, this.rows);
    this.toolbar = new Toolbar(this.element, this.rows, view, (node) => node.entry);
    this.below = h("button", { type: "button", class: "below", hidden: true, onclick: () => this.toEnd() }, icon("down"), h("span"));
    this.update = framed(() => this.#draw());
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.resized = new ResizeObserver(() => this.#end && this.#stick());
    this.resized.observe(this.element);
    this.looker = () => ({ looks: looks() && this.#atEnd, atEnd: this.#end });
    this.conversation.lookers.add(this.looker);
  }

  destroy() {
    this.resized.disconnect();
    this.conversation.lookers.delete(this.looker);
  }

  /** Goes to the end, whatever was looked at. */
  async toEnd() {
    this.#end = true;
    await this.view.app.reading.newest(this.conversation);
    this.#stick();
    this.update();
  }

  /** Shows the message with that SEQ, once it is there. */
  async show(seq) {
    this.#end = false;
    await this.view.app.reading.around(this.conversation, seq);
    this.#draw();
    const entry = this.conversation.entries.find((one) => one.seq === seq);
    const node = this.#nodes.get(entry);
    node?.scrollIntoView({ block: "center" });
    this.rows.querySelector(".found")?.classList.remove("found");
    node?.classList.add("found");
  }

  page(step) {
    this.element.scrollBy({ top: step * this.element.clientHeight * 0.9 });
  }

  get #atEnd() {
    return this.#end && !this.conversation.detached;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.#end = scrollHeight - scrollTop - clientHeight < NEAR;
    if (scrollTop < EARLY && !this.#from) this.view.app.reading.older(this.conversation);
    if (this.#end && this.conversation.detached) this.view.app.reading.newer(this.conversation);
    this.update();
  }

  #stick() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  #draw() {
    const { conversation, view } = this;
    const { words } = view.app;
    const stick = this.#atEnd;
    const anchor = stick ? null : this.#anchor();
    reconcile(this.rows, this.#nodes, this.#items());
    if (stick) this.#stick();
    else if (anchor?.node.isConnected) this.element.scrollTop += anchor.node.offsetTop - anchor.top;
    if (this.#atEnd && this.looker().looks) this.#see();
    const busy = view.app.reading.busy(conversation);
    const empty = !conversation.entries.length && !conversation.waiting.length;
    setText(this.top, busy ? words("loading") : !conversation.complete || this.#from ? "" : words(empty ? "nothing" : "beginning"));
    this.below.hidden = this.#atEnd;
    setText(this.below.lastChild, conversation.unread ? words("below", { count: conversation.unread }) : words("newest"));
    // A short page does not fill the window, and then nobody can scroll.
    if (!busy && !this.#from && this.element.scrollTop < EARLY && this.element.clientHeight) view.app.reading.older(conversation);
  }

  #see() {
    const { conversations, attending } = this.view.app;
    conversations.seen(this.conversation);
    attending.read(this.conversation);
  }

  /** What stands first in sight keeps its place. */
  #anchor() {
    const top = this.element.scrollTop;
    for (const node of this.rows.children) {
      if (node.offsetTop + node.offsetHeight > top) return { node, top: node.offsetTop };
    }
    return null;
  }

  #items() {
    const { conversation, view } = this;
    const { words } = view.app;
    const items = [];
    let before = null;
    let date = "";
    this.#from = this.#atEnd ? Math.max(0, conversation.entries.length - DRAWN) : 0;
    for (const entry of [...conversation.entries.slice(this.#from), ...conversation.waiting]) {
      const today = entry.time ? new Date(entry.time * 1000).toDateString() : date;
      if (today !== date) {
        items.push([`day ${today}`, () => h("div", { class: "across" }, h("span", {}, day(entry.time, words)))]);
        date = today;
        before = null;
      }
      if (entry.seq && entry.seq === conversation.newFrom) {
        items.push(["new", () => h("div", { class: "across new" }, h("span", {}, words("new_since")))]);
        before = null;
      }
      const first = entry.kind !== "message" || !together(before, entry);
      items.push([entry, () => this.#make(entry), (node) => this.#refresh(node, entry, first)]);
      before = entry;
    }
    return items;
  }

  #make(entry) {
    const node = h("div", { class: "entry" }, row(entry, this.view));
    node.entry = entry;
    node.version = entry.version;
    node.state = entry.state;
    return node;
  }

  #refresh(node, entry, first) {
    if (node.version !== entry.version || node.state !== entry.state) {
      const reached = node.contains(document.activeElement);
      node.replaceChildren(row(entry, this.view));
      if (reached) this.toolbar.reach(node.firstChild);
      node.version = entry.version;
      node.state = entry.state;
    }
    const bar = entry.state === "waiting" && entry.progress ? node.querySelector("progress") : null;
    if (bar) bar.value = entry.progress;
    if (node.first !== first) node.classList.toggle("first", first);
    node.first = first;
  }
}

const together = (before, entry) =>
  before?.kind === "message" && before.sender === entry.sender && Math.abs(entry.time - before.time) < TOGETHER;
