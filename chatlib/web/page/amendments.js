// What becomes of a message: it is answered, edited, deleted, reported, pinned, and people react to it.
//
// Each is given the app, the action and the conversation. An action has the `seq` of its message, if that was chosen;
// otherwise it is about one's own last, the last of somebody else, or the last of all.

import { Refusal } from "./wire/protocol.js";

export const amendments = {
  reply(app, { text }, here) {
    const { seq, sender, text: said } = chosen(app, here, 0, isOthers);
    return app.sending.say(here, text, { seq, sender, text: said });
  },

  edit(app, { seq, text }, here) {
    const entry = chosen(app, here, seq, isOwn);
    return change(app, here, entry, "EDIT", { CONTENT: text }, { kind: "edited", text, time: Date.now() / 1000 });
  },

  /** An emoji or a word; once more, it is taken back. */
  react(app, { seq, text }, here) {
    const entry = chosen(app, here, seq, isOthers);
    const on = !new Map(entry.reactions).get(text)?.includes(app.user);
    return change(app, here, entry, "REACT", { CONTENT: text, ON: on }, { kind: "reacted", sign: text, on });
  },

  pin(app, { seq }, here) {
    return change(app, here, chosen(app, here, seq, () => true), "PIN", { ON: true }, { kind: "pinned", room: here.where, on: true });
  },

  /** What was pinned need not be shown any more. */
  unpin(app, { seq }, here) {
    const entry = { seq: seq || here.pins.at(-1)?.seq };
    return change(app, here, entry, "PIN", { ON: false }, { kind: "pinned", room: here.where, on: false });
  },

  delete(app, { seq, text }, here) {
    return change(app, here, chosen(app, here, seq, isOwn), "DELETE", because(text), { kind: "deleted" });
  },

  async report(app, { seq, text }, here) {
    await change(app, here, chosen(app, here, seq, isOthers), "REPORT", because(text), {});
    app.note(here, "info", app.words("reported"));
  },
};

const isOwn = (entry) => entry.mine;
const isOthers = (entry) => !entry.mine;
const because = (text) => (text ? { REASON: text } : {});

/** The message with that SEQ, or without one the last that is meant; a Refusal if there is none. */
function chosen(app, { entries }, seq, meant) {
  const found = entries.findLast((entry) => entry.seq && (seq ? entry.seq === seq : !entry.deleted && meant(entry)));
  if (!found) throw new Refusal({ CONTENT: app.words("no_message") });
  return found;
}

/** Asks for it; then it is as if another device had done it. */
async function change(app, here, { seq }, flag, fields, event) {
  if (!seq) throw new Refusal({ CONTENT: app.words("no_message") });
  await app.session.request(flag, { SEQ: seq, ...fields });
  app.news.tell({ ...event, where: here.where, seq, who: app.user });
}
