// The texts of one language, which is the only one that is fetched.

/** The browser's, until the server has said which one it speaks. */
export const fallback = (tags = navigator.languages ?? [navigator.language]) =>
  /^(id|in|ms)\b/i.test(tags[0] ?? "") ? "id" : "en";

/** Returns `words(key, values)`. */
export async function load(lang) {
  const { texts, questions } = await import(`./${lang}.js`);
  const words = (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
  words.has = (key) => Object.hasOwn(texts, key);
  return Object.assign(words, { lang, questions });
}
