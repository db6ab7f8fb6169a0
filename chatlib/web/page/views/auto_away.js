// After how long one is away by itself.

import { CHOICES } from "../idle.js";
import { open } from "./dialogs.js";
import { h } from "./dom.js";

export async function openAutoAway(app) {
  const { words } = app;
  const idle = await app.idle();
  const all = [...new Set([...CHOICES, idle.seconds])].sort((a, b) => a - b);
  const options = all.map((one) => h("option", { value: one, selected: one === idle.seconds }, one ? words.time(one) : words("never")));
  const select = h("select", { id: "auto-away", onchange: () => (idle.seconds = Number(select.value)) }, ...options);
  const field = h("div", { class: "field" }, h("label", { for: "auto-away" }, words("auto_after")), select);
  open(words("auto_away"), words, [h("p", { class: "dim" }, words("auto_hint")), field]);
}
