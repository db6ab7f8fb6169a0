// Asks everybody in a room: the question, and what one can answer.

import { open } from "./dialogs.js";
import { h } from "./dom.js";

/** As the server has it (chatlib/core/rules/teaching/polls.py). */
const FEWEST = 2;
const MOST = 10;
const LONGEST_QUESTION = 300;
const LONGEST_OPTION = 80;

export function openPoll(app, conversation) {
  const { words } = app;
  const question = h("input", { id: "question", maxlength: LONGEST_QUESTION, autocomplete: "off", dir: "auto" });
  const options = h("ol", { class: "options" });
  const more = h("button", { type: "button", class: "small", onclick: () => add().focus() }, words("another_option"));
  const problem = h("p", { class: "problem", role: "alert" });

  function add() {
    const label = words("option", { n: options.childElementCount + 1 });
    const input = h("input", { maxlength: LONGEST_OPTION, autocomplete: "off", dir: "auto", placeholder: label, aria: { label } });
    options.append(h("li", {}, input));
    more.hidden = options.childElementCount >= MOST;
    return input;
  }

  function submit(event) {
    event.preventDefault();
    const text = question.value.trim();
    const names = [...options.querySelectorAll("input")].map((one) => one.value.trim()).filter(Boolean);
    problem.textContent = "";
    if (!text) return question.focus();
    if (names.length < FEWEST) {
      problem.textContent = words("options_missing");
      return [...options.querySelectorAll("input")].find((one) => !one.value.trim()).focus();
    }
    dialog.close("");
    app.do("poll", { name: conversation.where, text, names }, conversation);
  }

  while (options.childElementCount < FEWEST) add();
  const form = h(
    "form",
    { onsubmit: submit },
    conversation.poll?.OPEN && h("p", { class: "dim" }, words("poll_replaces")),
    h("div", { class: "field" }, h("label", { for: "question" }, words("question")), question),
    options,
    more,
    problem,
    h("button", { type: "submit", class: "primary" }, words("do_poll")),
  );
  const dialog = open(words("poll_title"), words, [form]);
  question.focus();
}
