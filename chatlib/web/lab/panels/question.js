// What the class is asked before something is done, and how it votes: the bars are live.

import { h, setText } from "../dom.js";
import { ARMED } from "../arming.js";
import { visible } from "../format.js";
import { Bars } from "./bars.js";

/** As many as a poll of the chat may have. */
const FEWEST = 2;
const MOST = 10;

export class Question {
  constructor({ model, loop, words, ask }) {
    Object.assign(this, { model, loop, words, ask });
    const draft = (model.draft ??= { question: "", options: "", button: "", lang: "" });
    this.ready = h(
      "select",
      { id: "ready", onchange: () => this.#choose() },
      h("option", { value: "" }, words("own")),
      ...words.questions.map(([, question], n) => h("option", { value: n }, question)),
    );
    this.text = h("input", { id: "asked", maxlength: 200, oninput: () => this.#draft(), value: draft.question });
    this.options = h("textarea", { id: "answers", rows: 4, oninput: () => this.#draft() });
    this.options.value = draft.options;
    this.button = h(
      "select",
      { id: "armed", onchange: () => this.#draft() },
      h("option", { value: "" }, words("no_button")),
      ...ARMED.map((what) => h("option", { value: what, selected: draft.button === what }, words(what))),
    );
    this.open = h("button", { class: "primary" }, words("open_vote"));
    this.close = h("button", { type: "button", class: "primary", onclick: () => ask({ do: "end_question" }) }, words("close_vote"));
    const field = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, words(label)), input);
    this.form = h(
      "form",
      { class: "asking", onsubmit: (event) => this.#ask(event) },
      field("ready", this.ready),
      field("armed", this.button),
      field("question", this.text),
      field("options", this.options),
      h("div", { class: "ends" }, this.open, this.close),
    );
    this.asked = h("p", { class: "asked" });
    this.said = h("p", { class: "said", role: "status" });
    this.bars = new Bars(words);
    this.element = h("div", { class: "question" }, h("div", { class: "poll" }, this.asked, this.bars.element, this.said), this.form);
    loop.on("question arming connected", () => this.#draw());
  }

  #choose() {
    const chosen = this.words.questions[Number(this.ready.value)];
    if (this.ready.value === "" || !chosen) return;
    const [button, question, options] = chosen;
    this.text.value = question;
    this.options.value = options.join("\n");
    this.button.value = button;
    this.#draft();
  }

  /** Keeps what is typed, and locks the button before which it will stand. */
  #draft() {
    const { model } = this;
    model.draft = { question: this.text.value, options: this.options.value, button: this.button.value };
    if (model.arming.stage !== "open") model.arming.arm(this.text.value.trim() && this.button.value);
    this.loop.mark("arming");
  }

  #ask(event) {
    event.preventDefault();
    const question = this.text.value.trim();
    const options = this.options.value.split("\n").map((one) => one.trim()).filter(Boolean).slice(0, MOST);
    if (!question || options.length < FEWEST) {
      (question ? this.options : this.text).focus();
      return;
    }
    this.model.arming.arm(this.button.value);
    this.ask({ do: "ask", question, options });
    this.loop.mark("arming");
  }

  #draw() {
    const { model, words } = this;
    const { question } = model;
    const open = Boolean(question?.open);
    this.open.disabled = open || !model.connected;
    this.close.disabled = !open || !model.connected;
    setText(this.asked, question ? visible(question.question) : words("no_vote"));
    this.bars.draw(question?.options ?? [], question?.counts ?? []);
    const votes = (question?.counts ?? []).reduce((sum, count) => sum + count, 0);
    const said = question ? `${words(open ? "vote_open" : "vote_closed")} · ${words("votes", { count: votes })}` : words("no_vote_more");
    setText(this.said, said);
  }
}
