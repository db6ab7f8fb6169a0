// What was typed, as it is meant: what reads commands, which comes with the first key.

import { action } from "./forms.js";
import { doubt, parse } from "./parsing.js";

export { LONGEST } from "./parsing.js";
export { COMMANDS } from "./table.js";

/** What was typed in the conversation `where`. `how`: "" to understand it, "do" or "say" after a question.
 *
 * Returns { made } as it is to be done, or what a view must ask or say before: { ask } as `doubt` has it, { hint }; else {}.
 */
export function understood(text, where, how = "") {
  if (!how) {
    const ask = doubt(text, where);
    if (ask) return { ask };
  }
  const made = how === "say" ? action("say", where, text) : parse(text, where);
  if (!made) return {};
  if (made.kind === "misused") return { hint: made };
  if (made.kind === "login") return { hint: { secret: true } };
  return { made };
}
