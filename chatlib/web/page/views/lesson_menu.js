// What one can do in a class, and the question without a name.

import { open } from "./dialogs.js";
import { h } from "./dom.js";
import { openGroups } from "./groups.js";
import { openMenu } from "./menu.js";
import { openPoll } from "./poll.js";

export function openLessonMenu(app, conversation) {
  const { words, conversations } = app;
  const { where: name, hands, poll, rules } = conversation;
  const runs = rules?.runs;
  const admin = [rules, conversations.lobby.rules].some((one) => one?.role === "admin");
  const raised = hands.includes(app.user);
  const does = (kind) => () => app.do(kind, { name }, conversation);
  openMenu(words("class"), words, [
    [words(raised ? "hand_down" : "hand_up"), does(raised ? "lower_hand" : "hand")],
    !runs && [words("ask_unsigned"), () => openQuestion(app, conversation)],
    runs && hands.length && [words("call_next"), does("call")],
    runs && [words("poll_new"), () => openPoll(app, conversation)],
    runs && poll?.OPEN && [words("poll_end"), does("end_poll")],
    runs && [words("groups_new"), () => openGroups(app, conversation)],
    admin && [words("attendance"), does("attendance")],
  ]);
}

/** Says who will know who has asked: nobody. */
function openQuestion(app, conversation) {
  const { words } = app;
  const input = h("textarea", { id: "question", rows: 3, dir: "auto", required: true });
  const submit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return input.focus();
    dialog.close("");
    app.do("ask", { name: conversation.where, text }, conversation);
  };
  const field = h("div", { class: "field" }, h("label", { for: "question" }, words("question")), input);
  const form = h("form", { onsubmit: submit }, h("p", { class: "dim" }, words("ask_hint")), field, h("button", { type: "submit", class: "primary" }, words("do_ask")));
  const dialog = open(words("ask_title"), words, [form]);
  input.focus();
}
