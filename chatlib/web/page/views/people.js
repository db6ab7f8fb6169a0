// Who is in the conversation that is shown.

import { key } from "../model/text.js";
import { later } from "../modules.js";
import { framed, h, iconButton, reconcile, setText } from "./dom.js";
import { avatar, named } from "./person.js";

/** Names that are shown; of more, one looks for somebody. */
const MOST = 200;
/** A field to look for somebody is worth its place from so many on. */
const MANY = 12;

export class People {
  #nodes = new Map();

  /** `chosen` is given a name. */
  constructor(app, chosen) {
    this.app = app;
    this.chosen = chosen;
    const { words } = app;
    this.title = h("h2", {}, words("members_title"));
    this.filter = h("input", { type: "search", placeholder: words("find_person"), aria: { label: words("find_person") }, oninput: () => this.update() });
    this.list = h("ul", {});
    this.more = h("p", { class: "dim", hidden: true });
    this.element = h("aside", { class: "people", aria: { label: words("members_title") } }, this.title, this.filter, this.list, this.more);
    this.update = framed(() => this.#draw());
  }

  #draw() {
    const { app } = this;
    const { words, conversations } = app;
    const { current } = conversations;
    const members = current.kind === "lobby" ? [app.user, ...conversations.people] : current.kind === "room" ? [...(current.members ?? [])] : [app.user, current.where];
    setText(this.title, words.count("people", "person", members.length));
    this.filter.hidden = members.length < MANY;
    const wanted = this.filter.hidden ? "" : key(this.filter.value.trim());
    const rank = (name) => (app.isHere(name) ? "0" : "1") + key(name);
    const ranked = members.filter((name) => key(name).includes(wanted)).map((name) => [rank(name), name]);
    ranked.sort(([a], [b]) => (a < b ? -1 : 1));
    const shown = ranked.slice(0, MOST).map(([, name]) => name);
    reconcile(this.list, this.#nodes, shown.map((name) => [name, () => this.#make(name), (node) => this.#refresh(node, name)]));
    this.more.hidden = ranked.length <= MOST;
    setText(this.more, words("and_more", { count: ranked.length - MOST }));
  }

  async #menu(name) {
    const { openPersonMenu } = await later("views/person_menu", this.app.words);
    openPersonMenu(this.app, this.app.conversations.current, name);
  }

  #make(name) {
    const button = h("button", { type: "button", onclick: () => this.chosen(name) }, avatar(name), named(name, { class: "name" }), h("span", { class: "presence" }));
    const menu = iconButton("dots", this.app.words("person_menu", { name }), () => this.#menu(name));
    return h("li", {}, button, menu);
  }

  #refresh(node, name) {
    const { words, user } = this.app;
    const here = this.app.isHere(name);
    const away = this.app.conversations.away.get(name);
    node.classList.toggle("away", !here || Boolean(away));
    node.firstChild.title = away ?? "";
    const { current } = this.app.conversations;
    const { rules } = current;
    const role = name === rules?.owner ? "role_owner" : rules?.moderators.includes(name) ? (current.kind === "lobby" ? "role_admin" : "role_moderator") : "";
    const said = [name === user && words("you"), role && words(role), !here ? words("offline") : away && words("away")];
    setText(node.firstChild.lastChild, said.filter(Boolean).join(", "));
    node.lastChild.hidden = name === user || !rules?.runs;
  }
}
