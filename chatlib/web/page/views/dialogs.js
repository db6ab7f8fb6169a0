// Questions, and what else lies over the page. The browser keeps the keyboard in it, and gives the focus back.

import { h, iconButton } from "./dom.js";

/** Opens a dialog; returns it. It is gone once it is closed; `closed` is told its value, "" for Escape. */
export function open(title, words, content, { closed = () => {}, wide = false } = {}) {
  const heading = h("h2", {}, title);
  const dialog = h("dialog", { class: wide ? "wide" : "", aria: { label: title } });
  const bar = h("header", {}, heading, iconButton("close", words("close"), () => dialog.close("")));
  dialog.append(bar, ...content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed(dialog.returnValue);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // a field for searching would only be emptied
    dialog.close("");
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks; `choices`: [value, label], the first of them what Enter does. Resolves with a value, "" for none. */
export function ask(words, text, choices, hint = "") {
  return new Promise((resolve) => {
    const buttons = choices.map(([value, label], n) =>
      h("button", { type: "button", class: n ? "" : "primary", onclick: () => dialog.close(value) }, label),
    );
    const row = h("div", { class: "choices" }, ...buttons);
    const dialog = open(text, words, [hint && h("p", { class: "dim" }, hint), row].filter(Boolean), { closed: resolve });
    buttons[0].focus();
  });
}
