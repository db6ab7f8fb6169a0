// A conversation as it is seen: its header, what was said, and where one writes. In the page, or in a window of its own.

import { later } from "../modules.js";
import { quoted } from "../model/text.js";
import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { ask } from "./dialogs.js";
import { download, framed, h, icon, iconButton, setText } from "./dom.js";
import { List } from "./list.js";
import { avatar, counted } from "./person.js";

const looking = () => !document.hidden && document.hasFocus();

/** `place`: { back, people, popout } of the page, all of which may be missing. */
export class ConversationView {
  constructor(app, conversation, place = {}) {
    this.app = app;
    this.conversation = conversation;
    this.place = place;
    this.announcer = new Announcer(app.words);
    this.composer = new Composer(app, conversation, () => this.list.toEnd());
    const does = {
      again: (entry) => this.#again(entry),
      discard: (entry) => app.sending.discard(conversation, entry),
      save: (entry) => this.#save(entry),
      look: (message) => this.#look(message),
      show: (seq) => this.list.show(seq),
      answer: (entry) => this.composer.about("answering", entry),
      edit: (entry) => this.composer.about("editing", entry),
      person: (name) => name !== app.user && place.person?.(name),
    };
    this.list = new List({ app, conversation, privately: conversation.kind === "person", ...does }, looking);
    this.banner = h("p", { class: "banner", role: "status", hidden: true });
    this.above = h("div", { class: "above" }, this.banner);
    this.pinned = h("button", { type: "button", class: "pinned", hidden: true, onclick: () => this.#pins() }, icon("pin"), h("span", { dir: "auto" }));
    this.typing = h("p", { class: "typing dim", aria: { live: "off" } });
    this.drop = h("div", { class: "drop", aria: { hidden: "true" } }, app.words("drop"));
    const middle = h("div", { class: "middle" }, this.pinned, this.list.element, this.list.below, this.typing);
    const label = conversation.kind === "lobby" ? app.words("lobby") : conversation.where;
    this.element = h("section", { class: "talk", aria: { label } }, this.#header(), this.above, middle, this.composer.element, this.drop, this.announcer.element);
    this.update = () => {
      this.list.update();
      this.draw();
    };
    this.draw = framed(() => this.#draw());
    this.stops = [
      app.conversations.changed.listen((one) => (one === conversation || one === null) && this.update()),
      app.conversations.arrived.listen((one, entry) => this.#arrived(one, entry)),
      app.changed.listen(() => this.draw()),
      app.wanted.listen((...what) => this.#wanted(...what)),
    ];
    this.#listen();
    app.reading.begin(conversation);
    this.update();
  }

  destroy() {
    for (const stop of this.stops) stop();
    this.ending.abort();
    this.list.destroy();
    this.element.remove();
  }

  focus() {
    this.composer.focus();
  }

  #header() {
    const { app, conversation, place } = this;
    const { words } = app;
    const { kind, where } = conversation;
    this.title = h("h1", { tabindex: -1 });
    this.about = h("p", { class: "dim", dir: "auto" });
    const buttons = [iconButton("search", words("search"), () => this.#search(""))];
    this.rules = iconButton("rules", words("rules_title"), () => this.#rules(), { hidden: true });
    this.hand = iconButton("hand", words("hand_up"), () => app.do(this.#raised ? "lower_hand" : "hand", { name: where }, conversation), { hidden: true });
    this.lesson = iconButton("lesson", words("class"), () => this.#lesson(), { hidden: true });
    buttons.push(this.rules, this.hand, this.lesson);
    if (place.people) buttons.push(iconButton("people", words("members_title"), place.people, { class: "icon-button for-people" }));
    if (place.popout) buttons.push(iconButton("popout", words("pop_out"), place.popout, { class: "icon-button for-popout" }));
    if (kind === "room" && place.back) buttons.push(iconButton("leave", words("leave_room"), () => this.#leave()));
    if (kind === "person" && place.back) buttons.push(iconButton("close", words("end"), () => app.do("close", { name: where }, conversation)));
    this.back = place.back && iconButton("back", words("back"), place.back, { class: "icon-button back" });
    return h("header", { class: "bar" }, this.back, avatar(where, kind), h("div", { class: "titles" }, this.title, this.about), ...buttons);
  }

  #listen() {
    this.ending = new AbortController();
    const { signal } = this.ending;
    const again = () => this.list.update();
    addEventListener("focus", again, { signal });
    document.addEventListener("visibilitychange", again, { signal });
    let depth = 0;
    const over = (by) => {
      depth = by ? Math.max(0, depth + by) : 0;
      this.element.classList.toggle("dropping", depth > 0);
    };
    const files = (event) => event.dataTransfer?.types.includes("Files");
    this.element.addEventListener("dragenter", (event) => files(event) && over(1));
    this.element.addEventListener("dragleave", (event) => files(event) && over(-1));
    this.element.addEventListener("dragover", (event) => files(event) && event.preventDefault());
    this.element.addEventListener("drop", (event) => {
      if (!files(event)) return;
      event.preventDefault();
      over(0);
      this.composer.attach([...event.dataTransfer.files]);
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      this.list.page(event.key === "PageUp" ? -1 : 1);
    } else if (event.key === "Escape" && !event.defaultPrevented) {
      if (document.activeElement === this.composer.input) this.list.toEnd();
      else this.focus();
    }
  }

  #draw() {
    const { app, conversation } = this;
    const { words, conversations } = app;
    const { kind, where } = conversation;
    setText(this.title, kind === "lobby" ? words("lobby") : where);
    const people = kind === "lobby" ? conversations.people.size + 1 : (conversation.members?.size ?? 0);
    const count = people ? words.count("people", "person", people) : "";
    const about = kind === "person" ? this.#presence() : count;
    setText(this.about, [about, conversation.topic].filter(Boolean).join(" · "));
    const typing = [...conversation.typing.keys()];
    setText(this.typing, typing.length ? words(typing.length > 1 ? "type_many" : "types", { name: typing.slice(0, 3).join(", ") }) : "");
    const pin = conversation.pins.at(-1);
    this.pinned.hidden = !pin;
    if (pin) setText(this.pinned.lastChild, words("is_pinned", { count: conversation.pins.length, text: quoted(pin.text) }));
    const { rules } = conversation;
    const runs = rules?.runs;
    this.rules.hidden = !runs;
    this.lesson.hidden = !(runs || rules?.owner || rules?.moderators.length);
    this.hand.hidden = !this.#raised && (runs || this.lesson.hidden);
    this.hand.setAttribute("aria-pressed", this.#raised);
    this.#drawClass();
    if (this.back) this.#callBack(conversations.waiting - (kind === "lobby" ? conversation.mentions : conversation.unread));
    const unsent = app.sending.count;
    const lost = app.session && !app.connected;
    const text = [lost && words("lost"), lost && unsent && words("unsent", { count: unsent }), !lost && unsent && app.paced && words("paced", { count: unsent })];
    const said = text.filter(Boolean).join(" ");
    if (!unsent) app.paced = 0;
    this.banner.hidden = !said;
    this.banner.classList.toggle("lost", Boolean(lost));
    setText(this.banner, said);
  }

  get #raised() {
    return this.conversation.hands.includes(this.app.user);
  }

  /** What goes on in a class is shown by what is fetched once something does. */
  #drawClass() {
    const { app, conversation, above } = this;
    if (conversation.hands.length || conversation.poll || app.called) {
      this.going ??= later("views/lesson", app.words).then(({ Lesson }) => new Lesson(app, conversation, above, () => this.focus()));
    }
    this.going?.then((lesson) => lesson.update());
  }

  #presence() {
    const { words, conversations } = this.app;
    const away = conversations.away.get(this.conversation.where);
    return away ? `${words("away")}: ${away}` : words(this.app.isHere(this.conversation.where) ? "online" : "offline");
  }

  /** On a phone the list is out of sight: the way back to it tells what waits there. */
  #callBack(count) {
    if (this.elsewhere === count) return;
    this.elsewhere = count;
    const { words } = this.app;
    this.back.dataset.count = count ? counted(count) : "";
    this.back.setAttribute("aria-label", count ? `${words("back")}, ${words("unread", { count })}` : words("back"));
  }

  #arrived(conversation, entry) {
    if (entry.kind === "info") this.announcer.say(entry.text);
    else if (entry.kind !== "message") return;
    else if (conversation === this.conversation) this.announcer.message(entry);
    else if (entry.urgent && this.place.back) this.announcer.message(entry, conversation.kind === "person" ? "" : conversation.where);
  }

  /** Something that a command asks for: whoever has the focus does it. */
  #wanted(what, conversation, more) {
    if (conversation !== this.conversation || !document.hasFocus()) return;
    if (what === "search") this.#search(more);
    else if (what === "file") this.composer.pick();
    else if (what === "save") this.#save(more);
    else if (what === "rules") this.#rules();
    else if (what === "pins") this.#pins();
    else if (what === "show") this.list.show(more);
  }

  async #pins() {
    const { openPins } = await later("views/pins", this.app.words);
    openPins(this.app, this.conversation, (seq) => this.list.show(seq));
  }

  async #rules() {
    const { openRules } = await later("views/rules", this.app.words);
    openRules(this.app, this.conversation);
  }

  async #lesson() {
    const { openLessonMenu } = await later("views/lesson_menu", this.app.words);
    openLessonMenu(this.app, this.conversation);
  }

  /** A message, wherever it was said. */
  async #look({ where, seq }) {
    const { app, conversation } = this;
    if (where === conversation.where) return this.list.show(seq);
    await app.do("open", { name: where }, conversation);
    app.wanted.tell("show", app.conversations.of(where), seq);
  }

  async #search(text) {
    const { openSearch } = await later("views/search", this.app.words);
    openSearch(this.app, this.conversation, text, (message) => this.#look(message));
  }

  async #leave() {
    const { words } = this.app;
    const { where } = this.conversation;
    const answer = await ask(words, words("ask_room", { room: where }), [["leave", words("leave")], ["", words("stay")]]);
    if (answer === "leave") this.app.do("leave", { name: where }, this.conversation);
  }

  #again(entry) {
    if (entry.file) {
      this.app.sending.discard(this.conversation, entry);
      this.app.files().then((files) => files.send(this.conversation, entry.content));
    } else {
      this.app.sending.again(this.conversation, entry);
    }
  }

  #save(entry) {
    this.app.files().then((files) => files.save(this.conversation, entry, download));
  }
}
