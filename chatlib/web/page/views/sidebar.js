// All conversations with what is unread, and the invitations.

import { framed, h, icon, iconButton, reconcile, setText } from "./dom.js";
import { avatar, counted, named } from "./person.js";

const GROUPS = [["lobby", ""], ["room", "rooms_title"], ["person", "people_title"]];

export class Sidebar {
  #nodes = new Map();
  #invitations = new Map();

  /** `does`: { choose(conversation), begin(), menu(), terminal() }. */
  constructor(app, does) {
    this.app = app;
    this.does = does;
    const { words } = app;
    this.me = h("span", { class: "me" });
    this.invited = h("ul", { class: "invitations", aria: { label: words("invitations"), live: "polite" } });
    this.groups = GROUPS.map(([kind, title]) => {
      const list = h("ul", { aria: { label: words(title || "lobby") } });
      return { kind, list, element: h("section", {}, title ? h("h2", {}, words(title)) : null, list) };
    });
    const top = h("header", {}, h("img", { src: "/page/icon.svg", alt: "", width: 28, height: 28 }), h("h1", {}, "Ruang"), iconButton("plus", words("new"), does.begin));
    const scroll = h("div", { class: "scroll" }, this.invited, ...this.groups.map((one) => one.element));
    const join = h("button", { type: "button", class: "terminal", onclick: does.terminal }, icon("terminal"), words("terminal"));
    const foot = h("footer", {}, this.me, iconButton("more", words("menu"), does.menu));
    this.element = h("nav", { class: "side", aria: { label: words("conversations") } }, top, scroll, join, foot);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.update = framed(() => this.#draw());
  }

  #draw() {
    const { app } = this;
    const { conversations } = app;
    if (this.named !== app.user) this.me.replaceChildren(avatar(app.user), named(app.user, { class: "name" }));
    this.named = app.user;
    for (const { kind, list, element } of this.groups) {
      const all = conversations.all.filter((one) => one.kind === kind);
      element.hidden = !all.length;
      const known = this.#nodes.get(kind) ?? new Map();
      this.#nodes.set(kind, known);
      reconcile(list, known, all.map((one) => [one, () => this.#make(one), (node) => this.#refresh(node, one)]));
    }
    const items = conversations.invitations.map((one) => [one, () => this.#invitation(one)]);
    reconcile(this.invited, this.#invitations, items);
    this.invited.hidden = !items.length;
  }

  #make(conversation) {
    const button = h("button", { type: "button", class: "place", onclick: () => this.does.choose(conversation) });
    return h("li", {}, button);
  }

  #refresh(node, one) {
    const { words, conversations } = this.app;
    const name = one.kind === "lobby" ? words("lobby") : one.where;
    const here = one.kind === "person" && this.app.isHere(one.where);
    const away = here && conversations.away.has(one.where);
    const current = one === conversations.current;
    const popped = this.app.popouts.has(one);
    const looks = [name, here, away, current, one.unread, one.mentions, popped].join("\n");
    if (node.looks === looks) return;
    node.looks = looks;
    const button = node.firstChild;
    const parts = [avatar(one.where, one.kind), named(name, { class: "name" })];
    if (one.kind === "person") parts.push(h("span", { class: `dot ${here ? "here" : ""} ${away ? "away" : ""}`, title: words(away ? "away" : here ? "online" : "offline") }));
    if (popped) parts.push(icon("popout"));
    if (one.unread) {
      const urgent = one.mentions && one.kind !== "person" ? `, ${words("mention")}` : "";
      const badge = h("span", { class: one.mentions ? "badge urgent" : "badge", aria: { hidden: "true" } }, counted(one.unread));
      parts.push(badge, h("span", { class: "unseen" }, `, ${words("unread", { count: one.unread })}${urgent}`));
    }
    button.replaceChildren(...parts);
    button.classList.toggle("unread", one.unread > 0);
    if (current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }

  #invitation({ who, room, members }) {
    const { words } = this.app;
    const answer = (kind) => () => this.app.do(kind, { name: room });
    return h(
      "li",
      { class: "invitation" },
      h("p", {}, words("invites", { name: who, room })),
      h("p", { class: "dim" }, words("there", { names: members.join(", ") })),
      h("div", { class: "choices" }, h("button", { type: "button", class: "primary small", onclick: answer("accept") }, words("accept")), h("button", { type: "button", class: "small", onclick: answer("reject") }, words("reject"))),
    );
  }

  /** The arrows go through the conversations. */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = [...this.element.querySelectorAll(".place")];
    const at = places.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    places[(at + step + places.length) % places.length].focus();
  }
}
