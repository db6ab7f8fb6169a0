// A list of things that can be done, and a question for the reason of one.

import { open } from "./dialogs.js";
import { h } from "./dom.js";

/** Seconds that somebody is muted or banned for; 0: until it is undone. */
const TIMES = [600, 3600, 86400, 604800, 0];

/** Opens a menu; `items`: [label, what it does], some of which may be missing. */
export function openMenu(title, words, items, above = []) {
  const button = ([label, does]) => h("button", { type: "button", onclick: () => (dialog.close(""), does()) }, label);
  const dialog = open(title, words, [...above, h("div", { class: "menu" }, ...items.filter(Boolean).map(button))]);
  dialog.querySelector(".menu button")?.focus();
}

/** Asks why, and if it is `timed` for how long; `address`: whether where somebody is connected from is meant as well, if there
 * is a label for that. Resolves with { reason, seconds, address }, or null.
 */
export function askReason(words, title, does, { hint = "", timed = false, address = "" } = {}) {
  return new Promise((resolve) => {
    const reason = h("input", { id: "reason", maxlength: 200, autocomplete: "off" });
    const time = h("select", { id: "time" }, ...TIMES.map((one) => h("option", { value: one }, one ? words.time(one) : words("for_good"))));
    const box = h("input", { type: "checkbox", id: "address" });
    const submit = (event) => {
      event.preventDefault();
      answer = { reason: reason.value.trim(), seconds: timed ? Number(time.value) : 0, address: box.checked };
      dialog.close("");
    };
    let answer = null;
    const form = h(
      "form",
      { onsubmit: submit },
      hint && h("p", { class: "dim" }, hint),
      timed && h("div", { class: "field" }, h("label", { for: "time" }, words("how_long")), time),
      h("div", { class: "field" }, h("label", { for: "reason" }, words("reason")), reason),
      address && h("label", { class: "switch" }, box, address),
      h("button", { type: "submit", class: "primary" }, does),
    );
    const dialog = open(title, words, [form], { closed: () => resolve(answer) });
    reason.focus();
  });
}
