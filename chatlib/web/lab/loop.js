// Draws in the browser's frames what has changed since the last one, however often it did.

export class Loop {
  #drawers = [];
  #changed = new Set();
  #asked = false;

  /** `draw` is called in the next frame after any of `whats` was marked. */
  on(whats, draw) {
    this.#drawers.push([whats.split(" "), draw]);
  }

  mark(...whats) {
    for (const what of whats) this.#changed.add(what);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#draw());
  }

  all() {
    this.mark(...this.#drawers.flatMap(([whats]) => whats));
  }

  clear() {
    this.#drawers = [];
  }

  #draw() {
    this.#asked = false;
    const changed = this.#changed;
    this.#changed = new Set();
    for (const [whats, draw] of this.#drawers) {
      if (!whats.some((what) => changed.has(what))) continue;
      try {
        draw();
      } catch (error) {
        // What one part cannot draw must not keep the others from it.
        console.error(error);
      }
    }
  }
}
