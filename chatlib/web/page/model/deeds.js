// What those who run a room do, in words: as it happens, and as it is kept. Who gave no reason is named as the reason, as in IRC.

import { quoted } from "./text.js";

/** `deed`: { who, what, on, about, seconds, reason }, `what` as the push RULES and MODLOG have it, or KICK, DELETE, REPORT; where
 * it is told elsewhere, there is the `room`, and in a report the `text` of the message.
 */
export function told({ who, what, on = true, about = "", seconds = 0, reason = "", text = "", room = "" }, words) {
  const known = `did_${what.toLowerCase()}${text && "_said"}${room && "_in"}${on ? "" : "_not"}`;
  const time = words.time(what === "SLOW" ? Number(about) : seconds);
  const said = words(words.has(known) ? known : "did_other", { name: who, about, what, time, room });
  return [said, seconds && what !== "SLOW" && words("did_for", { time }), text && `“${quoted(text, 200)}”`, reason && reason !== who && `(${reason})`].filter(Boolean).join(" ");
}
