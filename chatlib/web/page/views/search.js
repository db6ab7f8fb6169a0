// Shows what was said in a conversation, or with `in:*` in all of them, by words.

import { h } from "./dom.js";
import { open } from "./dialogs.js";
import { result } from "./results.js";

/** Opens the search; `show` is given the message that was chosen, wherever it was said. */
export function openSearch(app, conversation, text, show) {
  const { words } = app;
  let asked = 0;
  const input = h("input", { type: "search", aria: { label: words("search_words") }, placeholder: words("search_words"), maxlength: 200 });
  const status = h("p", { class: "dim", role: "status" });
  const results = h("ul", { class: "results" });
  const form = h("form", { class: "inline" }, input, h("button", { type: "submit", class: "primary" }, words("search")));
  const title = words("search_here", { where: conversation.kind === "lobby" ? words("lobby") : conversation.where });
  const dialog = open(title, words, [form, status, results], { wide: true, closed: () => (asked = -1) });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    const own = ++asked;
    results.replaceChildren();
    status.textContent = words("searching");
    try {
      const { found, more } = await app.reading.search(conversation, input.value, () => own === asked);
      if (own !== asked) return;
      status.textContent = !found.length ? words("found_none") : more ? words("found_many", { count: found.length }) : words.count("found", "found_one", found.length);
      results.replaceChildren(...found.reverse().map(shown));
    } catch (why) {
      status.textContent = await words.why(why);
    }
  });

  function shown(message) {
    const choose = () => {
      dialog.close("");
      show(message);
    };
    return result(message, words, choose, message.where === conversation.where ? "" : message.where);
  }

  input.value = text;
  input.focus();
  if (text) form.requestSubmit();
}
