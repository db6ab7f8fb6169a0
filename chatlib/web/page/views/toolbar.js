// What can be done with a message: buttons on the one that is pointed at, or that the arrows have reached.

import { later } from "../modules.js";
import { quoted } from "../model/text.js";
import { h, iconButton } from "./dom.js";

const LONGEST = 300;

/** Of a list; `entryOf` gives the entry of an element in it. `view` is what row.js needs. */
export class Toolbar {
  constructor(list, rows, view, entryOf) {
    this.rows = rows;
    this.view = view;
    this.entryOf = entryOf;
    const { words } = view.app;
    this.element = h("div", { class: "tools" }, iconButton("answer", words("answer"), () => view.answer(this.entry)), iconButton("dots", words("message_menu"), () => this.#menu()));
    rows.addEventListener("pointerover", (event) => this.#point(event.target));
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  #point(target) {
    const row = target.closest(".row.message");
    const entry = row && this.entryOf(row.parentNode);
    if (!entry?.seq || entry.deleted || this.element.parentNode === row) return;
    this.entry = entry;
    row.append(this.element);
  }

  /** The arrows go from message to message, Enter asks what to do with one. */
  #key(event) {
    const all = [...this.rows.querySelectorAll(".row.message")];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && (at >= 0 || event.target.role === "log")) {
      event.preventDefault();
      this.reach(all[at < 0 ? all.length - 1 : Math.min(all.length - 1, Math.max(0, at + step))]);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      if (this.element.parentNode === all[at]) this.#menu();
    }
  }

  /** A message gets the focus. */
  reach(row) {
    if (!row) return;
    const { sender, text } = this.entryOf(row.parentNode);
    row.tabIndex = -1;
    row.setAttribute("role", "article");
    row.setAttribute("aria-label", this.view.app.words("announce", { name: sender, text: quoted(text, LONGEST) }));
    row.focus();
    this.#point(row);
  }

  async #menu() {
    const { entry, view } = this;
    const { openMessageMenu } = await later("views/message_menu", view.app.words);
    openMessageMenu(view, entry);
  }
}
