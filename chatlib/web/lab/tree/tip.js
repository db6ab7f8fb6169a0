// What is known of the connection that is pointed at; it follows what the server tells while it is shown.

import { h, setText } from "../dom.js";
import { bytes, visible } from "../format.js";

export class Tip {
  #space;
  #words;
  #find = null;
  #dot = null;

  constructor(space, words) {
    this.#space = space;
    this.#words = words;
    this.name = h("b");
    this.lines = [h("span"), h("span"), h("span")];
    this.element = h("div", { class: "tip", role: "tooltip", hidden: true }, this.name, ...this.lines);
    space.append(this.element);
  }

  /** `find` gives what is known of the dot's connection now, or nothing once it is gone. */
  show(dot, find) {
    this.#dot = dot;
    this.#find = find;
    this.refresh();
  }

  hide() {
    this.#find = this.#dot = null;
    this.element.hidden = true;
  }

  refresh() {
    if (!this.#find) return;
    const found = this.#find();
    if (!found || !this.#dot.isConnected) return this.hide();
    const { cid, name, dialect, waiting, kernel, fault } = found;
    const words = this.#words;
    setText(this.name, `#${cid} ${name ? visible(name) : words("no_name")} · ${dialect}`);
    setText(this.lines[0], words("tip_waiting", { size: bytes(waiting, words.lang) }));
    setText(this.lines[1], words("tip_kernel", { size: bytes(kernel, words.lang) }));
    const kind = words.has(`kind_${fault}`) ? words(`kind_${fault}`) : fault;
    setText(this.lines[2], fault ? words("tip_fault", { fault: kind }) : words("tip_no_fault"));
    this.lines[2].classList.toggle("warn", Boolean(fault));
    this.element.hidden = false;
    this.#place();
  }

  #place() {
    const space = this.#space.getBoundingClientRect();
    const dot = this.#dot.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.min(space.width - width, Math.max(0, dot.left - space.left + dot.width / 2 - width / 2));
    const above = dot.top - space.top - height - 8;
    const top = above >= 0 ? above : dot.bottom - space.top + 8;
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
