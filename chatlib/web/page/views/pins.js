// The messages that are pinned in a room.

import { open } from "./dialogs.js";
import { h } from "./dom.js";
import { result } from "./results.js";

/** `show` is given the SEQ of what was chosen. */
export function openPins({ words }, { pins }, show) {
  const choose = (seq) => () => {
    dialog.close("");
    show(seq);
  };
  const results = h("ul", { class: "results" }, ...[...pins].reverse().map((one) => result(one, words, choose(one.seq))));
  if (!pins.length) results.append(h("li", { class: "dim" }, words("none")));
  const dialog = open(words("pins"), words, [results], { wide: true });
}
