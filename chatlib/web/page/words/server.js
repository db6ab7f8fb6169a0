// What the server says, in the words of the user's language; `words` gives the texts around.

import { oneLine, size } from "../model/text.js";

/** Reasons whose limit is in seconds. */
const TIMED = new Set(["muted", "slow", "banned"]);

/** Why it said no; in its own words only what it gave no reason for that is known here. */
export function why(refusal, reasons, words) {
  if (refusal.code === "TOO_MANY_WAITING") return words("too_many_waiting", { count: refusal.limit });
  const known = Object.hasOwn(reasons, refusal.reason ?? "") ? reasons[refusal.reason] : "";
  if (!known) return oneLine(refusal.message || words("file_lost"));
  const said = words.fill(known, { subject: refusal.subject });
  if (!refusal.limit) return said;
  if (TIMED.has(refusal.reason)) return `${said} (${words.time(refusal.limit)})`;
  if (refusal.reason === "room-full") return `${said} ${words("at_most_people", { most: refusal.limit })}`;
  return `${said} ${words("at_most", { most: size(refusal.limit, words("point")) })}`;
}

/** What it passes on of somebody whom it does not name (chatlib/core/notes.py). */
const ASKED = /^pertanyaan tanpa nama di (\S+): (.+)$/s;

/** What it tells in its own name, { text }: as it came, if nobody knew it when this was written. A question without a name is
 * { asked: [room, question] }.
 */
export function note(text, notes) {
  const asked = ASKED.exec(text);
  if (asked) return { asked: asked.slice(1) };
  for (const [template, own] of notes) {
    const pattern = template.split("{}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)");
    const found = new RegExp(`^${pattern}$`, "s").exec(text);
    let at = 1;
    if (found) return { text: oneLine(own.replace(/\{\}/g, () => found[at++])) };
  }
  return { text: oneLine(text) };
}
