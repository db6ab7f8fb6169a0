// What Tab makes of the word before the cursor. Pure.

import { key } from "../model/text.js";

/** Nobody looks through more. */
const MOST = 40;

/** What the word at the end of `before` could become, of `names`: { start, found }. A command is one only at the beginning. */
export function complete(before, names) {
  const word = /\S*$/.exec(before)[0];
  const start = before.length - word.length;
  const bare = word.replace(/^@/, "");
  const at = word.slice(0, word.length - bare.length);
  if (!bare || (word.startsWith("/") && start > 0)) return { start, found: [] };
  const begun = key(bare);
  const found = names.filter((name) => key(name).startsWith(begun)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { start, found: found.slice(0, MOST).map((name) => at + name) };
}

/** Goes through what a word could become, from one Tab to the next. */
export class Completing {
  #found = [];
  #at = -1;
  #text = "";
  #start = 0;
  #rest = "";

  /** The text and the place of the cursor after one more Tab; null if there is nothing to complete. */
  next(text, cursor, names, step = 1) {
    if (text !== this.#text || this.#at < 0) {
      const { start, found } = complete(text.slice(0, cursor), names());
      if (!found.length) return null;
      this.#found = found;
      this.#start = start;
      this.#at = step > 0 ? 0 : found.length - 1;
      this.#rest = text.slice(cursor);
    } else {
      this.#at = (this.#at + step + this.#found.length) % this.#found.length;
    }
    const name = this.#found[this.#at];
    const before = `${text.slice(0, this.#start)}${name} `;
    this.#text = before + this.#rest;
    return { text: this.#text, cursor: before.length };
  }
}
