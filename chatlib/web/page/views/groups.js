// Puts those who are in a room into groups: at random, or as a table says.

import { grouping } from "../model/grouping.js";
import { open } from "./dialogs.js";
import { h } from "./dom.js";

/** As the server has it (chatlib/core/rules/teaching/groups.py). */
const MOST = 50;
/** Bytes of a table that is read: nobody has a class of more. */
const LARGEST = 1 << 20;

export function openGroups(app, conversation) {
  const { words } = app;
  const { where } = conversation;
  const way = (id, chosen) => h("input", { type: "radio", name: "way", id, checked: chosen, onchange: () => show() });
  const random = way("random", true);
  const listed = way("listed", false);
  const ways = h("fieldset", { class: "ways" }, h("legend", { class: "unseen" }, words("groups_title")), random, h("label", { for: "random" }, words("at_random")), listed, h("label", { for: "listed" }, words("from_table")));
  const count = h("input", { type: "number", id: "count", min: 1, max: MOST, value: 2, required: true });
  const called = h("input", { id: "called", maxlength: 28, placeholder: where, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const table = h("textarea", { id: "table", rows: 6, placeholder: words("table_like"), spellcheck: "false" });
  const file = h("input", { type: "file", id: "file", accept: ".csv,text/csv,text/plain", onchange: () => read() });
  const problem = h("p", { class: "problem", role: "alert" });
  const field = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, words(label)), input);
  const byNumber = [field("group_count", count), field("groups_called", called)];
  const byTable = [field("table", table), field("table_file", file)];

  function show() {
    for (const one of byNumber) one.hidden = listed.checked;
    for (const one of byTable) one.hidden = random.checked;
    count.disabled = listed.checked; // what is out of sight need not be valid
    problem.textContent = "";
  }

  async function read() {
    const [chosen] = file.files;
    problem.textContent = "";
    if (chosen?.size > LARGEST) problem.textContent = words("table_large");
    else if (chosen) table.value = await chosen.text();
  }

  function submit(event) {
    event.preventDefault();
    if (random.checked) return done({ text: count.value, names: [called.value.trim()] });
    const { groups, wrong } = grouping(table.value);
    problem.textContent = wrong ? words("table_wrong", { n: wrong }) : "";
    if (wrong || !Object.keys(groups).length) return table.focus();
    return done({ groups });
  }

  function done(how) {
    dialog.close("");
    app.do("groups", { name: where, ...how }, conversation);
  }

  show();
  const form = h("form", { onsubmit: submit }, h("p", { class: "dim" }, words("groups_hint")), ways, ...byNumber, ...byTable, problem, h("button", { type: "submit", class: "primary" }, words("do_groups")));
  const dialog = open(words("groups_title"), words, [form]);
  count.focus();
}
