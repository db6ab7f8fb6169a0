// Who one is: a name as a guest, or an account.

import { later } from "../modules.js";
import { h, icon } from "./dom.js";

const WAYS = ["guest", "member", "new"];

/** Shows the form in `root`. `enter(who)` resolves when one is let in; it rejects with what is said then. */
export function login(root, { about, words, enter, user = "", said = "" }) {
  let way = "guest";
  const name = h("input", { id: "name", name: "username", autocomplete: "username", maxlength: 65, autocapitalize: "none", spellcheck: "false", required: true });
  name.value = user;
  const password = h("input", { id: "password", name: "password", type: "password" });
  const secret = h("div", { class: "field" }, h("label", { for: "password" }, words("password")), password);
  const hint = h("p", { class: "dim hint" });
  const problem = h("p", { class: "problem", role: "alert" }, said);
  const button = h("button", { type: "submit", class: "primary" });
  const ways = WAYS.map((one) => {
    const box = h("input", { type: "radio", name: "way", value: one, id: `way-${one}`, onchange: () => choose(one) });
    box.checked = one === way;
    return [box, h("label", { for: `way-${one}` }, words({ guest: "as_guest", member: "as_member", new: "as_new" }[one]))];
  });

  function choose(one) {
    way = one;
    secret.hidden = way === "guest";
    password.autocomplete = way === "new" ? "new-password" : "current-password";
    hint.textContent = way === "member" ? "" : words(way === "guest" ? "guest_hint" : "new_hint");
    button.textContent = words({ guest: "enter_guest", member: "enter_member", new: "enter_new" }[way]);
  }

  async function submit(event) {
    event.preventDefault();
    const missing = !name.value.trim() ? "name_missing" : way !== "guest" && !password.value ? "password_missing" : "";
    if (missing) {
      problem.textContent = words(missing);
      (missing === "name_missing" ? name : password).focus();
      return;
    }
    button.disabled = true;
    problem.textContent = "";
    button.textContent = words("entering");
    const who = { user: name.value.trim(), guest: way === "guest", password: password.value, register: way === "new" };
    try {
      await enter(who);
    } catch (why) {
      problem.textContent = why.code === undefined ? words("no_server") : await words.why(why);
      if (why.reason === "unknown-user" && way === "member") {
        ways[2][0].checked = true;
        way = "new";
      }
      button.disabled = false;
      choose(way);
      (why.reason === "wrong-password" ? password : name).focus();
    }
  }

  const form = h(
    "form",
    { class: "card", onsubmit: submit, novalidate: true, aria: { label: "Ruang" } },
    h("fieldset", { class: "ways" }, h("legend", { class: "unseen" }, words("as_member")), ...ways.flat()),
    h("div", { class: "field" }, h("label", { for: "name" }, words("name")), name),
    secret,
    hint,
    problem,
    button,
  );
  choose(way);
  const more = h("details", { class: "card" }, h("summary", {}, icon("terminal"), words("terminal")));
  more.addEventListener("toggle", async () => more.append((await later("views/terminals", words)).terminals(about, words)), { once: true });
  const brand = h("header", { class: "brand" }, h("img", { src: "/page/icon.svg", alt: "", width: 56, height: 56 }), h("h1", {}, "Ruang"), h("p", { class: "dim" }, words("tagline")));
  root.replaceChildren(h("main", { class: "login" }, brand, form, more, h("p", { class: "dim version" }, about.version ? `Ruang ${about.version}` : "")));
  name.focus();
}
