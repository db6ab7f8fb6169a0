// Numbers and bytes as they are read from the last row.

const UNITS = ["B", "KB", "MB", "GB"];

/** 12345678 as `12.3 MB`. */
export function bytes(count, lang = "en") {
  let unit = 0;
  let value = count;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${number(value, lang, unit > 0 && value < 99.5 ? 1 : 0)} ${UNITS[unit]}`;
}

const formats = new Map();

export function number(value, lang = "en", digits = 0) {
  const key = `${lang} ${digits}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(lang, { maximumFractionDigits: digits }));
  return formats.get(key).format(value);
}

const CONTROLS = { "\r": "\\r", "\n": "\\n", "\t": "\\t", "\0": "\\0", "\x1b": "\\e" };
// Also what turns the direction of writing, or has no width: it would not be seen otherwise.
const UNSEEN = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Cuts bytes into pieces [text, seen]: `seen` is false for what stands for a character that cannot be seen. */
export function pieces(line) {
  const found = [];
  let plain = "";
  for (const one of line) {
    if (!UNSEEN.test(one)) {
      plain += one;
      continue;
    }
    if (plain) found.push([plain, true]);
    plain = "";
    found.push([CONTROLS[one] ?? escaped(one), false]);
  }
  if (plain) found.push([plain, true]);
  return found;
}

function escaped(one) {
  const code = one.codePointAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** One line in which everything can be seen. */
export const visible = (line) => pieces(line).map(([text]) => text).join("");
