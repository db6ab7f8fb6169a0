// Begins a conversation: with somebody, in a room, or a new group.

import { key } from "../model/text.js";
import { open } from "./dialogs.js";
import { h } from "./dom.js";
import { avatar, named } from "./person.js";

/** Names that are shown of a list; the field finds the others. */
const MOST = 100;

export function openBegin(app) {
  const { words } = app;
  const panels = { new_person: person, new_room: room, new_group: group };
  const tabs = Object.keys(panels).map((one) =>
    h("button", { type: "button", role: "tab", id: `tab-${one}`, aria: { controls: "panel" }, onclick: () => choose(one) }, words(one)),
  );
  const panel = h("div", { role: "tabpanel", id: "panel", class: "panel" });
  const bar = h("div", { role: "tablist", class: "tabs", aria: { label: words("new") } }, ...tabs);
  const dialog = open(words("new"), words, [bar, panel]);
  bar.addEventListener("keydown", ({ key: pressed }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[pressed];
    if (!step) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  });

  function choose(one) {
    for (const tab of tabs) {
      const own = tab.id === `tab-${one}`;
      tab.setAttribute("aria-selected", String(own));
      tab.tabIndex = own ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", `tab-${one}`);
    panel.replaceChildren(...panels[one]());
    panel.querySelector("input")?.focus();
  }

  function done(kind, what) {
    dialog.close("");
    app.do(kind, what);
  }

  function person() {
    const people = [...app.conversations.people].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    return picker("name", people, "person", words("no_people"), (name) => done("open", { name }), words("open"));
  }

  function room() {
    const locked = field("key", { autocomplete: "off" });
    const parts = picker("room_name", [], "room", words("no_rooms"), (name) => done("join", { name, text: locked.input.value.trim() }), words("join"));
    app.session.list("LIST_ROOM").then(parts.fill, () => {});
    parts.splice(1, 0, locked);
    return parts;
  }

  function group() {
    const name = field("group_name");
    const whom = field("whom", { list: "people-here", autocomplete: "off" });
    const locked = field("key", { autocomplete: "off" });
    const names = h("datalist", { id: "people-here" }, ...[...app.conversations.people].slice(0, MOST).map((one) => h("option", { value: one })));
    const closed = h("input", { type: "radio", name: "openness", id: "closed", onchange: () => show() });
    const free = h("input", { type: "radio", name: "openness", id: "free", onchange: () => show() });
    closed.checked = true;
    const show = () => {
      whom.hidden = free.checked;
      locked.hidden = closed.checked;
    };
    show();
    const submit = (event) => {
      event.preventDefault();
      const made = name.input.value.trim();
      if (!made) return name.input.focus();
      const names = whom.input.value.split(/[\s,]+/).filter(Boolean);
      if (closed.checked) done("create_group", { name: made, names });
      else done("make_room", { name: made, text: locked.input.value.trim() });
    };
    const ways = h("fieldset", { class: "ways" }, h("legend", { class: "unseen" }, words("new_group")), closed, h("label", { for: "closed" }, words("closed_group")), free, h("label", { for: "free" }, words("open_group")));
    return [h("form", { onsubmit: submit }, name, ways, whom, locked, names, h("button", { type: "submit", class: "primary" }, words("make")))];
  }

  function field(label, more = {}) {
    const input = h("input", { id: `field-${label}`, maxlength: 200, autocapitalize: "none", spellcheck: "false", ...more });
    const out = h("div", { class: "field" }, h("label", { for: input.id }, words(label)), input);
    out.input = input;
    return out;
  }

  /** A field for a name, and those that there are. `fill` gives it another list. */
  function picker(label, names, kind, nothing, chosen, does) {
    const name = field(label, { autocomplete: "off" });
    const list = h("ul", { class: "choose" });
    const fill = (all) => {
      names = all;
      show();
    };
    const show = () => {
      const wanted = key(name.input.value.trim());
      const found = names.filter((one) => key(one).includes(wanted)).slice(0, MOST);
      const items = found.map((one) => h("li", {}, h("button", { type: "button", onclick: () => chosen(one) }, avatar(one, kind), named(one, { class: "name" }))));
      list.replaceChildren(...(names.length ? items : [h("li", { class: "dim" }, nothing)]));
    };
    name.input.addEventListener("input", show);
    show();
    const submit = (event) => {
      event.preventDefault();
      if (name.input.value.trim()) chosen(name.input.value.trim());
    };
    const form = h("form", { class: "inline", onsubmit: submit }, name, h("button", { type: "submit", class: "primary" }, does));
    return Object.assign([form, list], { fill });
  }

  choose("new_person");
}
