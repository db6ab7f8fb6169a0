// A strip of what happened, the newest first; each is one line of the server's.

import { h, reconcile } from "../dom.js";
import { visible } from "../format.js";

export class Events {
  #known = new Map();

  constructor({ model, loop, words }) {
    const time = new Intl.DateTimeFormat(words.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const none = h("li", { class: "none" }, words("no_events"));
    this.list = h("ol", { tabindex: 0, aria: { live: "polite", label: words("events") } }, none);
    this.element = h("section", { class: "panel events", aria: { label: words("events") } }, h("h2", {}, words("events")), this.list);
    const line = ({ at, level, text }) =>
      h("li", { class: ["warning", "error"].includes(level) ? level : "info" }, h("time", {}, time.format(at * 1000)), " ", visible(text));
    loop.on("event", () => {
      if (model.events.length) none.remove();
      reconcile(this.list, this.#known, model.events.map((one) => [one, () => line(one)]));
    });
  }
}
