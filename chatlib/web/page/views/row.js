// One entry as it stands in the list.

import { clean, parts, quoted } from "../model/text.js";
import { h, icon } from "./dom.js";
import { open } from "./dialogs.js";
import { avatar, hue, named } from "./person.js";

/** Bytes of a picture that is fetched without being asked for. */
const LARGEST_PICTURE = 5 << 20;
const looksLikePicture = ({ text, file }) => /\.(png|jpe?g|gif|webp)$/i.test(text) && file.size <= LARGEST_PICTURE;
const LONGEST_QUOTE = 120;
const ACTION = /^\*([^*\n]+)\*$/;
const two = (number) => String(number).padStart(2, "0");

/** Times are those of a clock of 24 hours in both languages. */
export function clock(seconds, words) {
  const at = new Date(seconds * 1000);
  return [two(at.getHours()), two(at.getMinutes())].join(words.lang === "id" ? "." : ":");
}

export function day(seconds, words) {
  const at = new Date(seconds * 1000);
  const today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(at.toDateString())) / 864e5);
  if (days < 2 && days >= 0) return words(days ? "yesterday" : "today");
  const year = at.getFullYear() === today.getFullYear() ? {} : { year: "numeric" };
  return at.toLocaleDateString(words.lang, { weekday: "long", day: "numeric", month: "long", ...year });
}

/** The element of an entry; `view` has the app, the conversation and what its buttons do. */
export function row(entry, view) {
  if (entry.kind === "message") return message(entry, view);
  const text = entry.kind === "presence" ? presence(entry, view) : clean(entry.text);
  const { words } = view.app;
  const time = entry.time ? stamp(entry, words) : null;
  const look = entry.look && h("button", { type: "button", class: "quiet small", onclick: () => view.look(entry.look) }, words("look"));
  return h("div", { class: `row note ${entry.kind}`, dir: "auto" }, h("span", { class: "body" }, text), look, time);
}

function presence({ change, names }, { app, conversation }) {
  const many = names.length > 1 ? `${change}_many` : change;
  return app.words(many, { name: names[0], names: names.join(", "), room: conversation.where });
}

function message(entry, view) {
  const { words } = view.app;
  const state = entry.state ? ` ${entry.state}` : "";
  const urgent = entry.urgent && !entry.deleted && !view.privately ? " named" : "";
  const who = h("button", { type: "button", class: `who ${hue(entry.sender)}`, onclick: () => view.person(entry.sender) }, named(entry.sender));
  const head = h("div", { class: "head" }, who, stamp(entry, words));
  const body = h("div", { class: "body", dir: "auto" });
  const action = entry.file ? null : ACTION.exec(entry.text);
  if (entry.deleted) body.append(h("span", { class: "gone" }, words("is_deleted", { name: entry.deleted })));
  else if (entry.file) body.append(...file(entry, view));
  else if (action) body.append(h("em", {}, named(entry.sender), " ", ...marked(action[1], view)));
  else body.append(...marked(entry.text, view));
  if (entry.edited && !entry.deleted) body.append(" ", h("small", {}, words("edited")));
  const out = h("div", { class: `row message${state}${urgent}` }, avatar(entry.sender), head, entry.reply && quote(entry, view), body, reactions(entry, view));
  out.append(h("span", { class: "aside", aria: { hidden: "true" } }, clock(entry.time, words)));
  if (entry.state === "waiting" && !entry.file) out.append(h("span", { class: "unseen" }, words("waiting")));
  if (entry.state === "failed") out.append(failed(entry, view));
  return out;
}

/** What it answers; a click goes there. */
function quote({ reply: { seq, sender, text } }, { app, conversation, show }) {
  const known = conversation.entries.find((one) => one.seq === seq);
  const said = known?.deleted ? app.words("is_deleted", { name: known.deleted }) : quoted(known?.text ?? text, LONGEST_QUOTE);
  const label = app.words("answers", { name: sender, text: said });
  return h("button", { type: "button", class: "quote", aria: { label }, onclick: () => show(seq) }, named(sender, { class: hue(sender) }), " ", h("span", { dir: "auto" }, said));
}

function reactions(entry, { app, conversation }) {
  if (!entry.reactions?.length || entry.deleted) return null;
  const sign = ([text, names]) => {
    const own = names.includes(app.user);
    const title = names.join(", ");
    const does = () => app.do("react", { seq: entry.seq, text }, conversation);
    return h("button", { type: "button", class: "small", title, aria: { label: `${text} ${title}`, pressed: own }, onclick: does }, clean(text), " ", String(names.length));
  };
  return h("div", { class: "reactions" }, ...entry.reactions.map(sign));
}

const stamp = (entry, words) => h("time", { datetime: new Date(entry.time * 1000).toISOString() }, clock(entry.time, words));

function marked(text, { app, conversation }) {
  const me = conversation.kind === "person" ? "" : app.user;
  return parts(clean(text), me).map((part) => {
    if (part.link) return h("a", { href: part.link, target: "_blank", rel: "noopener noreferrer" }, part.text);
    return part.name ? h("mark", {}, part.text) : part.text;
  });
}

function failed(entry, view) {
  const { words } = view.app;
  const buttons = [h("button", { type: "button", class: "quiet small", onclick: () => view.discard(entry) }, words("discard"))];
  if (!entry.file || entry.content) buttons.unshift(h("button", { type: "button", class: "quiet small", onclick: () => view.again(entry) }, words("again")));
  return h("div", { class: "why", role: "alert" }, words("failed", { why: entry.why }), ...buttons);
}

function file(entry, view) {
  const { words } = view.app;
  const name = clean(entry.text).replace(/\n/g, " ");
  if (entry.state) {
    const bar = h("progress", { max: 1, aria: { label: words("sending") } });
    if (entry.progress) bar.value = entry.progress;
    const doing = entry.state === "waiting" ? [bar] : [];
    return [h("span", { class: "file" }, icon("file"), named(name, { class: "name" }), h("small", {}, words.size(entry.file.size)), ...doing)];
  }
  const save = () => view.save(entry);
  const label = words("save", { file: name });
  const button = h("button", { type: "button", class: "file", title: label, aria: { label: `${label}, ${words.size(entry.file.size)}` }, onclick: save });
  button.append(icon(entry.picture ? "save" : "file"), named(name, { class: "name" }), h("small", {}, words.size(entry.file.size)));
  const why = entry.why ? [h("span", { class: "why", role: "alert" }, entry.why)] : [];
  if (!entry.picture) {
    if (looksLikePicture(entry) && !entry.asked) {
      entry.asked = true;
      view.app.files().then((files) => files.show(view.conversation, entry));
    }
    return [button, ...why];
  }
  const large = () => h("img", { src: entry.picture, alt: words("picture", { file: name }) });
  const zoom = () => open(name, words, [h("div", { class: "large" }, large()), button.cloneNode(true)], { wide: true }).querySelector(".file").addEventListener("click", save);
  return [h("button", { type: "button", class: "picture", onclick: zoom, aria: { label: words("picture", { file: name }) } }, large()), button, ...why];
}
