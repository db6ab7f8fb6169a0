// Messages that were looked for, one under the other; a click goes there.

import { clean } from "../model/text.js";
import { h } from "./dom.js";
import { hue, named } from "./person.js";
import { clock, day } from "./row.js";

/** A message; `where`: what is said of the place in which it was said, "" if one knows. */
export function result(message, words, choose, where = "") {
  const head = h("span", { class: "head" }, named(message.sender, { class: hue(message.sender) }), h("time", {}, `${day(message.time, words)}, ${clock(message.time, words)}`), where && ` · ${where}`);
  return h("li", {}, h("button", { type: "button", onclick: choose }, head, h("span", { class: "body", dir: "auto" }, clean(message.text))));
}
