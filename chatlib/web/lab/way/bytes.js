// The very bytes: what came, and what was written in each dialect, with what cannot be seen made visible.

import { h } from "../dom.js";
import { pieces } from "../format.js";

/** Elements for one message; of a private one there are lengths only. `done(worker)`: whether it has been rendered there by now. */
export function bytesOf(message, words, done) {
  const shown = [];
  const hidden = message.private;
  shown.push(
    h(
      "div",
      { class: "said came" },
      h("span", { class: "what" }, words("came", { dialect: message.dialect, count: message.came_bytes })),
      line(hidden, message.came, message.came_bytes, words),
    ),
  );
  for (const one of message.receivers ?? []) {
    const { dialect, bytes, count, worker } = one;
    shown.push(
      h(
        "div",
        { class: done(worker) ? "said" : "said later" },
        h("span", { class: "what" }, words("went", { dialect, bytes, count, process: `worker ${worker}` })),
        line(hidden, one.line, bytes, words),
      ),
    );
  }
  return shown;
}

function line(hidden, said, count, words) {
  if (hidden) return h("code", { class: "secret" }, words("private", { count }));
  return h("code", {}, ...pieces(said).map(([text, seen]) => (seen ? text : h("i", { class: "control" }, text))));
}
