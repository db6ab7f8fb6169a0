// The texts of one language: what is fetched is that one alone, and of that first what is read in any case.

import { arrived } from "../modules.js";
import { oneLine, size } from "../model/text.js";

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** "id" for those who read Indonesian or Malay, else "en". */
export const language = (tags = navigator.languages ?? [navigator.language]) =>
  /^(id|in|ms)\b/i.test(tags[0] ?? "") ? "id" : "en";

/** Returns `words`: called with a key and what is filled in, it gives a text. None of that makes a line of its own. */
export async function load(lang) {
  const { texts, placeholders } = await import(`./${lang}.js`);
  const words = (key, values = {}) => words.fill(texts[key], values);
  words.fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? oneLine(values[name]) : whole));
  words.has = (key) => Object.hasOwn(texts, key);

  /** Fetches what is read once somebody asks for something, or the server says something itself. */
  let more = null;
  words.later = () => (more ??= Promise.all([arrived(`words/${lang}.later`), arrived("words/server")]).then(([found, server]) => {
    Object.assign(texts, found.texts);
    return { ...found, ...server };
  }));
  words.why = (refusal) => words.later().then(({ why, reasons }) => why(refusal, reasons, words));
  words.note = (text) => words.later().then(({ note, notes }) => note(text, notes));

  /** How a command is written: what stands for something is called in the user's language. */
  words.usage = (form) => form.replace(/[A-Z]+/g, (found) => placeholders[found] ?? found);
  words.size = (bytes) => size(bytes, words("point"));
  words.time = (seconds) => {
    const [unit, length] = UNITS.find(([, one]) => seconds >= 2 * one || seconds === one) ?? UNITS.at(-1);
    return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(Math.round(seconds / length));
  };
  words.count = (key, one, count) => words(count === 1 ? one : key, { count });
  return Object.assign(words, { lang });
}
