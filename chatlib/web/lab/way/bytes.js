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
  for (const { dialect, line: said, bytes, count, workers } of merged(message.receivers ?? [])) {
    shown.push(
      h(
        "div",
        { class: workers.some(done) ? "said" : "said later" },
        h("span", { class: "what" }, words("went", { dialect, bytes, count })),
        line(hidden, said, bytes, words),
      ),
    );
  }
  return shown;
}

/** Workers write the same bytes in the same dialect: once is enough to see them. */
function merged(receivers) {
  const found = new Map();
  for (const one of receivers) {
    const key = JSON.stringify([one.dialect, one.line, one.bytes]);
    const same = found.get(key);
    if (!same) found.set(key, { ...one, workers: [one.worker] });
    else {
      same.count += one.count;
      same.workers.push(one.worker);
    }
  }
  return [...found.values()];
}

function line(hidden, said, count, words) {
  if (hidden) return h("code", { class: "secret" }, words("private", { count }));
  return h("code", {}, ...pieces(said).map(([text, seen]) => (seen ? text : h("i", { class: "control" }, text))));
}
