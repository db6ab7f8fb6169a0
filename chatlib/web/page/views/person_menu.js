// What those who run a room can do about somebody in it.

import { same } from "../model/text.js";
import { askReason, openMenu } from "./menu.js";

const SHORT = 600;

export function openPersonMenu(app, conversation, name) {
  const { words } = app;
  const { where, kind, rules } = conversation;
  const among = (names) => names.some((one) => same(one, name));
  const does = (verb, more = {}) => app.do(verb, { name: where, names: [name], ...more }, conversation);
  const asked = (verb, timed = false, address = "") => async () => {
    const answer = await askReason(words, words(`${verb}_title`, { name }), words(`do_${verb}`), { timed, address });
    if (answer) does(verb, { text: answer.reason, seconds: answer.seconds, names: answer.address ? [name, "address"] : [name] });
  };
  const muted = among(rules.mutes.map((one) => one.WHO));
  const moderates = among(rules.moderators);
  const voiced = among(rules.voiced);
  const room = kind === "room";
  openMenu(name, words, [
    muted ? [words("unmute"), () => does("unmute")] : [words("mute_short"), () => does("mute", { seconds: SHORT })],
    !muted && [words("mute"), asked("mute", true)],
    [words("kick"), asked("kick")],
    [words("ban"), asked("ban", true, kind === "lobby" ? words("with_address", { name }) : "")],
    [words((moderates ? "no" : "make") + (room ? "_moderator" : "_admin")), () => does(moderates ? "unmoderator" : "moderator")],
    (rules.announce || voiced) && [words(voiced ? "take_word" : "give_word"), () => does(voiced ? "unvoice" : "voice")],
  ]);
}
