// Where one writes. Enter sends, Shift-Enter begins a new line, Tab completes, the arrow up brings back what was said.

import { bytes, quoted } from "../model/text.js";
import { Completing } from "./completion.js";
import { ask } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";

/** Lines that are shown of a long text, and lines that can be brought back. */
const MOST_ROWS = 8;
const MOST_TYPED = 50;
/** Files that are sent together. */
const MOST_FILES = 20;

export class Composer {
  #completing = new Completing();
  #back = 0;
  #files = [];

  /** `sent` is told when something was said. */
  constructor(app, conversation, sent) {
    this.app = app;
    this.conversation = conversation;
    this.sent = sent;
    const { words } = app;
    const { kind, where } = conversation;
    const label = kind === "lobby" ? words("write_all") : words("write", { where });
    this.input = h("textarea", { rows: 1, placeholder: label, aria: { label }, enterkeyhint: "send", dir: "auto" });
    this.input.value = conversation.draft;
    this.hint = h("p", { class: "hint", role: "alert", hidden: true });
    this.subject = h("p", { class: "subject", hidden: true });
    this.tray = h("ul", { class: "tray", hidden: true, aria: { label: words("attached") } });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.#picked() });
    const attach = iconButton("attach", words("attach"), () => this.picker.click());
    const send = h("button", { type: "submit", class: "primary icon-button", title: words("send"), aria: { label: words("send") } }, icon("send"));
    this.element = h("form", { class: "composer" }, this.hint, this.subject, this.tray, h("div", { class: "line" }, attach, this.input, send, this.picker));
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => {
      this.#changed();
      this.app.commands();
      this.app.attending.type(conversation, /^[^/]/.test(this.input.value));
    });
    this.input.addEventListener("paste", (event) => this.#pasted(event));
    this.#changed();
    this.#showSubject();
  }

  /** What is written answers a message, or is another text of it: `what` is "answering" or "editing". */
  about(what, entry) {
    const { conversation } = this;
    if (conversation.editing) this.#put("");
    conversation.answering = conversation.editing = null;
    conversation[what] = entry;
    if (what === "editing") this.#put(entry.text);
    this.#showSubject();
    this.focus();
  }

  #showSubject() {
    const { answering, editing } = this.conversation;
    const { words } = this.app;
    const entry = editing ?? answering;
    this.subject.hidden = !entry;
    if (!entry) return;
    const said = words(editing ? "is_editing" : "answers", { name: entry.sender, text: quoted(entry.text) });
    this.subject.replaceChildren(h("span", { dir: "auto" }, said), iconButton("close", words("discard"), () => this.about("answering", null)));
  }

  focus() {
    this.input.focus();
  }

  /** Files that were dropped, pasted or picked: they go out with the next Enter. */
  attach(files) {
    this.#files.push(...files);
    this.#files.splice(MOST_FILES);
    this.#showFiles();
    this.focus();
  }

  pick() {
    this.picker.click();
  }

  #picked() {
    this.attach([...this.picker.files]);
    this.picker.value = "";
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }

  #showFiles() {
    const { words } = this.app;
    this.tray.hidden = !this.#files.length;
    const items = this.#files.map((file, n) => {
      const remove = iconButton("close", words("remove", { file: file.name }), () => {
        this.#files.splice(n, 1);
        this.#showFiles();
        this.focus();
      });
      return h("li", {}, icon("file"), h("bdi", { class: "name" }, file.name), h("small", {}, words.size(file.size)), remove);
    });
    this.tray.replaceChildren(...items);
  }

  #key(event) {
    if (event.isComposing) return;
    const { key, shiftKey } = event;
    const plain = !(event.ctrlKey || event.altKey || event.metaKey);
    if (key === "Enter" && !shiftKey && plain) {
      event.preventDefault();
      this.#send();
    } else if (key === "Tab" && plain) {
      this.#complete(event, shiftKey ? -1 : 1);
    } else if ((key === "ArrowUp" || key === "ArrowDown") && plain && !shiftKey) {
      this.#bringBack(event, key === "ArrowUp" ? 1 : -1);
    } else if (key === "Escape" && !(this.hint.hidden && this.subject.hidden)) {
      event.preventDefault();
      if (this.hint.hidden) this.about("answering", null);
      else this.#say("");
    }
  }

  #complete(event, step) {
    const { input } = this;
    if (input.selectionStart !== input.selectionEnd) return;
    const done = this.#completing.next(input.value, input.selectionStart, () => this.app.names(), step);
    if (!done) return; // then Tab goes on, as everywhere
    event.preventDefault();
    this.#put(done.text);
    input.setSelectionRange(done.cursor, done.cursor);
  }

  #bringBack(event, step) {
    const { typed } = this.conversation;
    const shown = this.#back ? typed[typed.length - this.#back] : "";
    if (this.input.value !== shown) return; // something else is being written
    const back = this.#back + step;
    if (back < 0 || back > typed.length) return;
    event.preventDefault();
    this.#back = back;
    this.#put(back ? typed[typed.length - back] : "");
  }

  #put(text) {
    this.input.value = text;
    this.#changed();
  }

  #changed() {
    const { value } = this.input;
    this.conversation.draft = value;
    this.input.rows = Math.min(MOST_ROWS, value.split("\n").length);
    if (!this.hint.hidden) this.#say("");
  }

  #say(text) {
    this.hint.hidden = !text;
    this.hint.textContent = text;
  }

  async #send(how = "") {
    const { understood } = await this.app.commands();
    const text = this.input.value.replace(/\r\n/g, "\n");
    if (text.trim()) {
      const { ask, hint, made } = understood(text, this.conversation.where, how);
      if (ask) return this.#ask(ask, text);
      if (hint) return this.#refuse(hint);
      if (made) this.app.act(made, this.conversation);
      this.conversation.typed.push(text);
      this.conversation.typed.splice(0, this.conversation.typed.length - MOST_TYPED);
    } else if (!this.#files.length) {
      return;
    }
    this.#back = 0;
    this.#put("");
    this.app.attending.type(this.conversation, false);
    this.#showSubject();
    const files = this.#files.splice(0);
    if (files.length) this.app.files().then((one) => files.forEach((file) => one.send(this.conversation, file)));
    this.#showFiles();
    this.focus();
    this.sent();
  }

  /** What was typed stays, to be mended. */
  #refuse({ verb, usage: form, secret }) {
    const { words } = this.app;
    if (secret) return this.#say(words("hint_secret", { name: this.app.user }));
    const typed = `${verb} ${words.usage(form ?? "")}`.trim();
    this.#say(words(form === null ? "unknown" : "usage", { typed }));
  }

  async #ask(what, text) {
    const { words } = this.app;
    if (what === "long") {
      const { LONGEST } = await this.app.commands();
      const size = words.size(bytes(text));
      const answer = await ask(words, words("ask_long", { size, most: words.size(LONGEST) }), [["file", words("choice_file")], ["", words("choice_edit")]]);
      if (answer === "file") {
        this.#put("");
        this.attach([new File([text], "text.txt", { type: "text/plain" })]);
        this.#send();
      }
    } else {
      const [word] = text.trim().split(/\s+/);
      const question = words("ask_command", { word, where: this.conversation.where });
      const how = await ask(words, question, [["do", words("choice_do")], ["say", words("choice_say")], ["", words("choice_edit")]]);
      if (how) this.#send(how);
    }
    this.focus();
  }
}
