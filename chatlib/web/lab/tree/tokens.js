// What goes along the drawing in slow motion: a token for each copy of the message that is under way.

import { calm, h } from "../dom.js";

/** More copies at once would only be a cloud. */
const MOST = 40;

export class Tokens {
  #space;
  #layer = h("div", { class: "tokens", aria: { hidden: true } });

  constructor(space) {
    this.#space = space;
    space.append(this.#layer);
  }

  clear() {
    this.#layer.replaceChildren();
  }

  /** A token goes from one element to each of some others, and stays there; without motion it appears there. */
  go(from, targets, milliseconds) {
    this.fly(targets.map((target) => [from, target]), milliseconds);
  }

  /** The same, each from a place of its own: `ways` are pairs of elements. */
  fly(ways, milliseconds) {
    this.clear();
    for (const [from, target] of ways.filter(([, target]) => target).slice(0, MOST)) {
      const token = h("span", { class: "token" });
      this.#layer.append(token);
      const [to, start] = [this.#point(target), this.#point(from ?? target)];
      const end = `translate(${to.x}px, ${to.y}px)`;
      token.style.transform = end;
      // A connection that it has reached is lit itself.
      if (target.classList.contains("dot")) token.style.opacity = 0;
      if (calm() || !milliseconds || from === target) continue;
      const way = [{ transform: `translate(${start.x}px, ${start.y}px)`, opacity: 1 }, { transform: end, opacity: 1 }];
      token.animate(way, { duration: milliseconds, easing: "ease-in-out" });
    }
  }

  /** Of a card it is the edge of its head; of a dot, its middle. */
  #point(element) {
    const space = this.#space.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const small = element.classList.contains("dot");
    return {
      x: Math.round(box.left - space.left + box.width / 2),
      y: Math.round(box.top - space.top + (small ? box.height / 2 : 0)),
    };
  }
}
