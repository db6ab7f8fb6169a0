// What is asked of the server in a class: hands, questions, polls, groups, and who was here.
//
// Each is given the app, the action and the conversation. An action's `name` is the room. What is returned is an answer in
// which some names may be refused.

import { attendance } from "./model/attendance.js";
import { download } from "./views/dom.js";

/** Milliseconds after which a browser has saved what it was handed. */
const HELD = 60000;

/** What is not there, for each kind that the server refuses for that. */
export const missing = { call: "no_hands", vote: "no_poll", end_poll: "no_poll", ask: "nobody_runs", groups: "no_groups" };

export const teaching = {
  hand: hand(true),
  lower_hand: hand(false),

  async hands(app, { name }, here) {
    const { CONTENT: hands } = await app.session.request("HANDS", { RECEIVER: name });
    app.note(here, "info", app.words("hands", { names: hands.join(", ") || app.words("none") }));
  },

  /** `text`: whom; the next one if that is missing. */
  async call(app, { name, text }, here) {
    const fields = { RECEIVER: name, ...(text ? { CONTENT: text } : {}) };
    const whom = String((await app.session.request("CALL", fields)).CONTENT);
    here.hands = here.hands.filter((one) => one !== whom);
    (await app.lessons()).called(here, app.user, whom);
  },

  /** The server takes its time, so that nobody can tell by it who asked. */
  async ask(app, { name, text }, here) {
    await app.session.request("ASK", { RECEIVER: name, CONTENT: text });
    app.note(here, "info", app.words("asked_so"));
  },

  /** `text`: the question; `names`: the options. */
  async poll(app, { name, text, names }, here) {
    here.poll = await app.session.request("POLL", { RECEIVER: name, CONTENT: { QUESTION: text, OPTIONS: names } });
    app.conversations.changed.tell(here);
  },

  async end_poll(app, { name }, here) {
    here.poll = await app.session.request("END_POLL", { RECEIVER: name });
    (await app.lessons()).ended(here);
    app.conversations.changed.tell(here);
  },

  /** `text`: the number of the option, 0 for none. */
  async vote(app, { name, text }, here) {
    const { CONTENT: own } = await app.session.request("VOTE", { RECEIVER: name, CONTENT: Number(text) });
    if (here.poll) here.poll.VOTE = own;
    app.conversations.changed.tell(here);
  },

  /** At random: `text` is how many, `names` has what they are called; else `groups` as they are to be. */
  async groups(app, { name, text, names: [called], groups }, here) {
    const fields = groups ? { CONTENT: groups } : { CONTENT: Number(text), ...(called ? { NAME: called } : {}) };
    const made = await app.session.request("GROUPS", { RECEIVER: name, ...fields });
    const lines = Object.entries(made.CONTENT).map(([group, members]) => {
      app.conversations.begin(group, "room");
      return app.words("group_of", { group, names: members.join(", ") });
    });
    app.note(here, "info", [app.words("groups_made"), ...lines].join("\n"));
    return made;
  },

  /** A file for a spreadsheet. */
  async attendance(app) {
    const { CONTENT: visits } = await app.session.request("ATTENDANCE");
    const url = URL.createObjectURL(new Blob([attendance(visits, Date.now() / 1000)], { type: "text/csv" }));
    download(url, "attendance.csv");
    setTimeout(() => URL.revokeObjectURL(url), HELD);
  },
};

function hand(on) {
  return async (app, { name }, here) => {
    const { CONTENT: at } = await app.session.request("HAND", { RECEIVER: name, ON: on });
    here.hands = here.hands.filter((one) => one !== app.user);
    if (at) here.hands.splice(at - 1, 0, app.user);
    app.conversations.changed.tell(here);
  };
}
