// A worker: as other processes, with its queues and a dot for each connection.

import { h, setText } from "../dom.js";
import { number } from "../format.js";
import { Card } from "./card.js";
import { Dots } from "./dots.js";

/** What is full in the drawing: what queues hold in a busy class. The scale is logarithmic, and what is beyond stays full. */
const FULL = { batches: 16, lines: 1000, tells: 1000, bytes: 4_000_000, lagging: 100 };

export class WorkerCard extends Card {
  #gauges = {};

  constructor(process, context) {
    super(process, context);
    const { words } = context;
    const gauges = Object.keys(FULL).map((queue) => {
      const value = h("b", {}, "0");
      const fill = h("span", { class: "fill" });
      this.#gauges[queue] = { value, fill };
      return h("div", { class: `gauge of-${queue}` }, h("span", { class: "label" }, words(queue)), value, h("span", { class: "bar" }, fill));
    });
    this.dots = new Dots(process.place, context);
    this.head.append(this.dots.count);
    this.element.append(h("div", { class: "gauges" }, ...gauges), this.dots.field);
  }

  queues(found, size) {
    for (const [queue, { value, fill }] of Object.entries(this.#gauges)) {
      const count = found[queue];
      setText(value, queue === "bytes" ? size(count) : number(count, this.words.lang));
      const share = Math.min(1, Math.log1p(count) / Math.log1p(FULL[queue]));
      fill.style.transform = `scaleX(${share.toFixed(3)})`;
    }
  }
}
