// The texts of one language: what is fetched is that one alone, and of that first what is read in any case.

import { arrived } from "../modules.js";
import { oneLine, size } from "../model/text.js";

/** "id" for those who read Indonesian or Malay, else "en". */
export const language = (tags = navigator.languages ?? [navigator.language]) =>
  /^(id|in|ms)\b/i.test(tags[0] ?? "") ? "id" : "en";

/** Returns `words`: called with a key and what is filled in, it gives a text. None of that makes a line of its own. */
export async function load(lang) {
  const { texts, reasons, placeholders } = await import(`./${lang}.js`);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? oneLine(values[name]) : whole));
  const words = (key, values = {}) => fill(texts[key], values);
  let notes = [];
  let more = null;

  /** Fetches the texts that are read once somebody asks for something. */
  words.later = () => (more ??= arrived(`words/${lang}.later`).then((found) => {
    Object.assign(texts, found.texts);
    notes = found.notes;
  }));

  /** Why the server said no; in its own words only what it gave no reason for that is known here. */
  words.why = (refusal) => {
    if (refusal.code === "TOO_MANY_WAITING") return words("too_many_waiting", { count: refusal.limit });
    const known = Object.hasOwn(reasons, refusal.reason ?? "") ? reasons[refusal.reason] : "";
    if (!known) return oneLine(refusal.message || words("file_lost"));
    const said = fill(known, { subject: refusal.subject });
    if (!refusal.limit) return said;
    if (refusal.reason === "room-full") return `${said} ${words("at_most_people", { most: refusal.limit })}`;
    return `${said} ${words("at_most", { most: size(refusal.limit, words("point")) })}`;
  };

  /** What the server tells in its own name, once `later` is there; as it came, if nobody knew it when this was written. */
  words.note = (text) => {
    for (const [template, own] of notes) {
      const pattern = template.split("{}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)");
      const found = new RegExp(`^${pattern}$`, "s").exec(text);
      let at = 1;
      if (found) return oneLine(own.replace(/\{\}/g, () => found[at++]));
    }
    return oneLine(text);
  };

  /** How a command is written: what stands for something is called in the user's language. */
  words.usage = (form) => form.replace(/[A-Z]+/g, (found) => placeholders[found] ?? found);
  words.size = (bytes) => size(bytes, words("point"));
  words.count = (key, one, count) => words(count === 1 ? one : key, { count });
  return Object.assign(words, { lang });
}
