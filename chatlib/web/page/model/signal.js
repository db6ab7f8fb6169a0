/** Tells listeners, some of which may live in other windows: one that fails is not told again. */
export class Signal {
  #listeners = new Set();

  /** Returns what ends the listening. */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(...news) {
    for (const listener of this.#listeners) {
      try {
        listener(...news);
      } catch (error) {
        this.#listeners.delete(listener);
        console.error(error);
      }
    }
  }
}
