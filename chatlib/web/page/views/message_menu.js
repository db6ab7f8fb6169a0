// What can be done with a message.

import { quoted } from "../model/text.js";
import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { askReason, openMenu } from "./menu.js";
import { openPersonMenu } from "./person_menu.js";

/** Seconds in which one's own message is one's own to delete: the server's own bound. */
const OWN = 900;

/** `view` is what row.js needs. */
export function openMessageMenu({ app, conversation }, entry) {
  const { words } = app;
  const { seq, sender, mine, time } = entry;
  const runs = conversation.rules?.runs;
  const own = mine && Date.now() / 1000 - time < OWN;

  async function report() {
    const answer = await askReason(words, words("report_title"), words("do_report"), { hint: words("report_hint") });
    if (answer) app.do("report", { seq, text: answer.reason }, conversation);
  }

  async function remove() {
    const title = words("delete_title");
    const yes = words("do_delete");
    const answer = mine ? (await ask(words, title, [["yes", yes], ["", words("stay")]])) && { reason: "" } : await askReason(words, title, yes);
    if (answer) app.do("remove", { seq, text: answer.reason }, conversation);
  }

  const items = [
    (own || runs) && [words("delete_message"), remove],
    !mine && [words("report"), report],
    !mine && runs && [words("person_menu", { name: sender }), () => openPersonMenu(app, conversation, sender)],
  ];
  const quote = h("p", { class: "dim", dir: "auto" }, `“${quoted(entry.text, 100)}”`);
  openMenu(words("announce", { name: sender, text: "" }).replace(/: $/, ""), words, items, [quote]);
}
