// The whole page once one is in: conversations at the left, the one that is looked at, and who is in it.

import { later } from "../modules.js";
import { Attention, canNotify } from "./attention.js";
import { ConversationView } from "./conversation.js";
import { ask, open } from "./dialogs.js";
import { h } from "./dom.js";
import { People } from "./people.js";
import { Sidebar } from "./sidebar.js";

export class Shell {
  constructor(app, root) {
    this.app = app;
    this.sidebar = new Sidebar(app, {
      choose: (conversation) => this.#choose(conversation),
      begin: () => this.#begin(),
      menu: () => this.#menu(),
      terminal: () => this.#terminals(),
    });
    this.people = new People(app, (name) => name !== app.user && this.#meet(name));
    this.element = h("main", { class: "shell", data: { pane: "talk" } }, this.sidebar.element, this.people.element);
    this.attention = new Attention(app);
    this.stops = [
      app.conversations.changed.listen(() => this.update()),
      app.changed.listen(() => this.update()),
      app.wanted.listen((what) => what === "logout" && this.#leave()),
    ];
    root.replaceChildren(this.element);
    this.update();
  }

  destroy() {
    for (const stop of this.stops) stop();
    this.attention.destroy();
    this.view?.destroy();
  }

  update() {
    const { current } = this.app.conversations;
    if (this.shown !== current) this.#show(current);
    this.sidebar.update();
    this.people.update();
  }

  #show(conversation) {
    this.shown = conversation;
    this.view?.destroy();
    this.view = new ConversationView(this.app, conversation, {
      back: () => this.#pane("list"),
      people: () => this.element.classList.toggle("with-people"),
      popout: () => this.app.popouts.open(conversation),
      person: (name) => this.#meet(name),
    });
    this.sidebar.element.after(this.view.element);
    this.element.classList.remove("with-people");
    this.#pane("talk");
    this.view.focus();
  }

  /** On a phone one sees either the list or the conversation. */
  #pane(which) {
    this.element.dataset.pane = which;
    if (which === "list") this.sidebar.element.querySelector("[aria-current]")?.focus();
  }

  #choose(conversation) {
    if (this.app.popouts.focus(conversation)) return;
    this.app.conversations.look(conversation);
    this.#pane("talk");
    this.view.focus();
  }

  #meet(name) {
    this.app.conversations.look(this.app.conversations.begin(name, "person"));
  }

  #menu() {
    const { app } = this;
    const { words } = app;
    const item = (label, does) => h("button", { type: "button", onclick: () => (dialog.close(""), does()) }, label);
    const items = [
      item(words("help"), () => app.do("help")),
      item(words("terminal"), () => this.#terminals()),
      item(words("auto_away"), () => this.#autoAway()),
      canNotify() && item(words("notify"), () => this.#notify()),
      item(words("log_out"), () => this.#leave()),
    ];
    const dialog = open(app.user, words, [h("div", { class: "menu" }, ...items.filter(Boolean))]);
  }

  // What is seldom asked for is fetched then.

  async #begin() {
    const { openBegin } = await later("views/begin", this.app.words);
    openBegin(this.app);
  }

  async #terminals() {
    const { openTerminals } = await later("views/terminals", this.app.words);
    openTerminals(this.app.about, this.app.words);
  }

  async #autoAway() {
    const { openAutoAway } = await later("views/auto_away", this.app.words);
    openAutoAway(this.app);
  }

  async #notify() {
    const allowed = (await Notification.requestPermission()) === "granted";
    this.app.note(this.app.conversations.current, "info", this.app.words(allowed ? "notify_on" : "notify_denied"));
  }

  async #leave() {
    const { words, sending } = this.app;
    const hint = sending.count ? words("leave_hint") : "";
    if ((await ask(words, words("ask_leave"), [["leave", words("log_out")], ["", words("stay")]], hint)) === "leave") this.app.leave();
  }
}
