// A bar for each answer, as long as its share of the votes.

import { h, setText } from "../dom.js";
import { visible } from "../format.js";

/** Answers that fit under each other. */
const FEW = 3;

export class Bars {
  #rows = [];
  #drawn = "";

  constructor(words) {
    this.words = words;
    this.element = h("ol", { class: "bars" });
  }

  draw(options, counts) {
    const key = JSON.stringify(options);
    if (key !== this.#drawn) {
      this.#drawn = key;
      this.#rows = options.map((option) => {
        const fill = h("span", { class: "fill" });
        const count = h("b", {}, "0");
        const row = h("li", {}, h("span", { class: "answer" }, visible(option)), count, h("span", { class: "bar" }, fill));
        return { row, fill, count };
      });
      this.element.classList.toggle("many", options.length > FEW);
      this.element.replaceChildren(...this.#rows.map(({ row }) => row));
    }
    const most = Math.max(1, ...counts);
    const sum = Math.max(1, counts.reduce((all, one) => all + one, 0));
    for (const [n, { row, fill, count }] of this.#rows.entries()) {
      const votes = counts[n] ?? 0;
      setText(count, String(votes));
      fill.style.transform = `scaleX(${(votes / sum).toFixed(3)})`;
      row.classList.toggle("most", votes > 0 && votes === most);
    }
  }
}
