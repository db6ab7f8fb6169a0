// Running a room: what those who may do it ask of the server, by a command or by a menu.

import { told } from "./model/deeds.js";

/** By kind of action: what is asked for, and whether it is so from then on. */
const ASKED = {
  kick: ["KICK", true],
  ban: ["BAN", true],
  unban: ["UNBAN", false],
  mute: ["MUTE", true],
  unmute: ["UNMUTE", false],
  moderator: ["MODERATOR", true],
  unmoderator: ["MODERATOR", false],
  voice: ["VOICE", true],
  unvoice: ["VOICE", false],
};

export const moderates = (kind) => Object.hasOwn(ASKED, kind);

/** Does it; `name` is the room, `text` the reason, `names` the user, and "address" if from where he is connected is meant as
 * well. Returns what was done, in words.
 */
export async function moderate(app, { kind, name, text: reason, names: [whom, address], seconds = 0 }) {
  const [flag, on] = ASKED[kind];
  const fields = { RECEIVER: name, CONTENT: whom, ON: on };
  if (reason) fields.REASON = reason;
  if (seconds) fields.SECONDS = seconds;
  if (address) fields.ADDRESS = true;
  const about = String((await app.session.request(flag, fields)).CONTENT);
  const conversation = app.conversations.of(name);
  if (conversation) {
    if (kind === "kick") conversation.members?.delete(about);
    app.reading.rules(conversation);
  }
  return told({ who: app.user, what: flag.replace(/^UN/, ""), on, about, seconds, reason }, app.words);
}
