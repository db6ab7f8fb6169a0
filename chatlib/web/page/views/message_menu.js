// What can be done with a message.

import { quoted } from "../model/text.js";
import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { askReason, openMenu } from "./menu.js";
import { openPersonMenu } from "./person_menu.js";

/** Seconds in which one's own message is one's own to delete: the server's own bound. */
const OWN = 900;

/** Of all that one can react with, what one does most often. */
const SIGNS = ["👍", "❤️", "😂", "🎉", "🤔", "✅"];

/** In a room that somebody runs, only he pins; in others all do. */
const mayPin = ({ rules }) => rules && (rules.runs || !(rules.owner || rules.moderators.length));

function signs({ app, conversation }, { seq }) {
  const react = (text) => {
    app.do("react", { seq, text }, conversation);
    row.closest("dialog").close("");
  };
  const buttons = SIGNS.map((one) => h("button", { type: "button", class: "icon-button", aria: { label: app.words("react_with", { sign: one }) }, onclick: () => react(one) }, one));
  const any = h("input", { maxlength: 32, placeholder: app.words("react_any"), aria: { label: app.words("react_any") } });
  const submit = (event) => {
    event.preventDefault();
    if (any.value.trim()) react(any.value.trim());
  };
  const row = h("form", { class: "signs", onsubmit: submit }, ...buttons, any);
  return row;
}

/** `view` is what row.js needs. */
export function openMessageMenu(view, entry) {
  const { app, conversation } = view;
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
    if (answer) app.do("delete", { seq, text: answer.reason }, conversation);
  }

  const pinned = conversation.pins.some((one) => one.seq === seq);
  const items = [
    [words("answer"), () => view.answer(entry)],
    own && !entry.file && [words("edit"), () => view.edit(entry)],
    conversation.kind !== "person" && mayPin(conversation) && [words(pinned ? "unpin" : "pin"), () => app.do(pinned ? "unpin" : "pin", { seq }, conversation)],
    (own || runs) && [words("delete_message"), remove],
    !mine && [words("report"), report],
    !mine && runs && [words("person_menu", { name: sender }), () => openPersonMenu(app, conversation, sender)],
  ];
  const quote = h("p", { class: "dim", dir: "auto" }, `“${quoted(entry.text, 100)}”`);
  openMenu(sender, words, items, [quote, signs(view, entry)]);
}
