// Running a room: what is asked of the server by those who may, by a command or by a menu.
//
// Each is given the app, the action and the conversation. An action's `name` is the room; `text` is the reason, `names` the
// user, and "address" if from where he is connected is meant as well.

import { told } from "./model/deeds.js";

export const moderation = {
  kick: deed("KICK", true),
  ban: deed("BAN", true),
  unban: deed("UNBAN", false),
  mute: deed("MUTE", true),
  unmute: deed("UNMUTE", false),
  moderator: deed("MODERATOR", true),
  unmoderator: deed("MODERATOR", false),
  voice: deed("VOICE", true),
  unvoice: deed("VOICE", false),

  /** `names`: the rule, and "on" or "off"; of `slow`, the seconds. */
  async change_rules(app, { name, names: [rule, state], seconds = 0 }, here) {
    const what = rule.toUpperCase();
    const value = rule === "slow" ? seconds : state === "on";
    await app.session.rules(name, { [what]: value });
    tell(app, name, here, { what, on: Boolean(value), about: String(seconds) });
  },
};

function deed(flag, on) {
  return async (app, { name, text: reason, names: [whom, address], seconds = 0 }, here) => {
    const fields = { RECEIVER: name, CONTENT: whom, ON: on };
    if (reason) fields.REASON = reason;
    if (seconds) fields.SECONDS = seconds;
    if (address) fields.ADDRESS = true;
    const about = String((await app.session.request(flag, fields)).CONTENT);
    if (flag === "KICK") app.conversations.of(name)?.members?.delete(about);
    tell(app, name, here, { what: flag.replace(/^UN/, ""), on, about, seconds, reason });
  };
}

/** What was done is said where it was asked for; the rules are asked for anew. */
function tell(app, name, here, done) {
  app.note(here, "notice", told({ who: app.user, ...done }, app.words));
  const conversation = app.conversations.of(name);
  if (conversation) app.reading.rules(conversation);
}
