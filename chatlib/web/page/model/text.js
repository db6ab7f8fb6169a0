// What may be shown of a text, and what stands in it. Pure.

/** Controls but tab and line feed, overrides and isolates of the writing direction, tag characters. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/g;
/** Combining marks on one letter: towers of more would cover the lines above. */
const TOWER = /(\p{M}{6})\p{M}+/gu;
const LINK = /\bhttps?:\/\/[^\s<>"“”]+/gi;

/** As it is shown; lines stay lines. Histories and other servers are older than rules. */
export const clean = (text) => text.replace(UNSEEN, "").replace(/[\u2028\u2029]/g, " ").replace(TOWER, "$1");

/** Nothing that could be taken for a line of its own: names, topics, reasons. */
export const oneLine = (text) => clean(String(text).replace(/\n/g, " "));

/** Its beginning, in one line. */
export function quoted(text, most = 60) {
  const line = oneLine(text).replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** Names are compared without regard to case. */
export const key = (name) => name.normalize("NFC").toLowerCase();
export const same = (one, other) => key(one) === key(other);

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** A pattern that finds where somebody is called: by an @ and the name anywhere, or the bare name first, as the server counts
 * it (chatlib/core/mentions.py).
 */
const naming = (name) => new RegExp(`(?:(?<![\\p{L}\\p{N}_@.\\-])@|^\\s*)${escaped(name)}(?![\\p{L}\\p{N}_\\-])`, "giu");

export const mentions = (text, name) => Boolean(name) && naming(name).test(text);

/** The text as parts { text, link } or { text, name }: links, and where `me` is called. */
export function parts(text, me) {
  const marks = [];
  for (const found of text.matchAll(LINK)) {
    const url = unclosed(found[0]);
    marks.push({ at: found.index, text: url, link: url });
  }
  if (me) {
    for (const { index, 0: found } of text.matchAll(naming(me))) {
      const called = found.trimStart();
      marks.push({ at: index + found.length - called.length, text: called, name: true });
    }
  }
  marks.sort((a, b) => a.at - b.at);
  const out = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.at < at) continue;
    if (mark.at > at) out.push({ text: text.slice(at, mark.at) });
    out.push(mark);
    at = mark.at + mark.text.length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

/** A point or a bracket behind a link is the sentence's, unless it was opened in the link. */
function unclosed(url) {
  let end = url.replace(/[.,;:!?'"…]+$/, "");
  for (const [open, close] of ["()", "[]", "{}"]) {
    while (end.endsWith(close) && end.split(close).length > end.split(open).length) end = end.slice(0, -1).replace(/[.,;:!?]+$/, "");
  }
  return end;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes in the unit that fits: "1.2 MiB". */
export function size(bytes, point = ".") {
  let power = 0;
  for (; bytes >= 1024 && power < UNITS.length - 1; power++) bytes /= 1024;
  return power ? `${bytes.toFixed(1).replace(".", point)} ${UNITS[power]}` : `${Math.floor(bytes)} B`;
}

/** One of so many colours: the same for a name in every window. */
export function colour(name, count) {
  let hash = 2166136261;
  for (const char of key(name)) hash = Math.imul(hash ^ char.codePointAt(0), 16777619);
  return (hash >>> 0) % count;
}

export const bytes = (text) => new TextEncoder().encode(text).length;
