// What a line means: a command of the table, or plain text.
//
// Grammar decides. A course's command that takes nothing is one only when it stands alone: "list" lists, "list of things to
// do" is a sentence. With a slash in front, a word is always meant as a command. Blanks in front do not count: nobody's
// password is said because of one. A line that begins with two slashes is said, without the first.

import { bytes, clean } from "../model/text.js";
import { LOBBY } from "../wire/protocol.js";
import { action } from "./forms.js";
import { BARE, SLASHED } from "./table.js";

/** Lines with secrets in them that nobody types here: requests of other clients, and what the users of IRC are used to. */
const OTHER_LOGINS = [
  /^\{[^]*\bflag\b\W+(?:reg|login|resume)\b/i,
  /^(?:privmsg\s+)?nickserv\s+\S/i,
  /^\/?identify\s+\S+\s*$/i,
  /^\/identify\s+\S/i,
  /^ns\s+identify\s+\S/i,
  /^(?:(?:quote|raw)\s+|\/\s*)(?:pass|oper|authenticate)[\s:]+\S/i,
  /^(?:PASS|OPER|AUTHENTICATE)[\s:]+\S/,
];
/** A login, also in the later lines of a text. */
const LOGIN = /^(?:auth[-_]?login|auth|login|regist(?:er)?)[\s,:;]+\S+[\s,:;]+\S/i;
/** What a terminal, a list or a clock puts before a line that was copied from there; a few of them at most. */
const PROMPT = /^\s*(?:\S*[>$#%]\s+|\d[\d.:)]*\s+|[^\p{L}\p{N}_\s{/]+\s*)/u;
const MOST_PROMPTS = 5;
/** Bytes of a message: what is longer can go as a file. */
export const LONGEST = 4096;
/** Of other networks, to whom passwords are told. */
const SERVICES = new Set(["nickserv", "chanserv"]);
const ALOUD = new Set(["say", "sendall", "me", "reply", "edit", "ask", "poll"]);
/** Characters without a width, which come along with what is pasted. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** What somebody who reads the text takes it for, in lower case. */
const seen = (text) => text.normalize("NFKC").replace(INVISIBLE, "").toLowerCase();
/** The courses do not agree on what joins two words: send_group is sendgroup. */
const squeezed = (word) => word.replace(/[-_]/g, "");
const misused = (verb, usage) => ({ kind: "misused", verb, usage });
const secretHint = () => ({ ...misused("login", BARE.get("login").usage), secret: true });

/** What a line asks for that was typed in the conversation `where`: an action; { kind: "misused", verb, usage }, where
 * `usage` is null if nobody knows it, and `secret` if it looks like a login; null for an empty one.
 */
export function parse(line, where = LOBBY) {
  const found = understood(line, where);
  if (!found?.line) return found;
  const { command } = found;
  if (!command || !(found.slash || command.usage || !found.rest)) {
    return found.meant ? misused(`/${found.word}`, null) : said(line, where);
  }
  const made = command.form(found.rest, where);
  if (!made) {
    const secret = command.words.includes("login") || command.words.includes("register");
    const sentence = where !== LOBBY && !(found.slash || secret); // one that begins with such a word
    if (sentence) return action("say", where, line);
    const verb = (found.slash ? "/" : "") + found.word.toLowerCase();
    return misused(verb, where === LOBBY ? command.usage : command.usageHere);
  }
  const aloud = ALOUD.has(made.kind) && secret(made.text);
  const service = ["pm", "query"].includes(made.kind) && SERVICES.has(made.name.toLowerCase());
  return aloud || service ? secretHint() : made;
}

/** What is to be asked before a line goes out: "long", "command" for what could be meant as one, or "". */
export function doubt(text, where) {
  if (bytes(text) > LONGEST) return "long";
  return doubtful(text, where) ? "command" : "";
}

/** Whether a line without a slash, typed in a conversation, could be meant as a command, or to be said there. */
export function doubtful(line, where) {
  const found = understood(line, where);
  if (where === LOBBY || !found?.line || found.slash || !found.course) return false;
  const made = parse(line, where);
  return !["misused", "login"].includes(made.kind) && !(made.kind === "say" && made.text === line);
}

const said = (line, where) => (secret(line) ? secretHint() : action("say", where, line));

function secret(text) {
  return text.split("\n").some((line) => {
    for (let i = 0; i < MOST_PROMPTS; i++) {
      const bare = line.trim();
      if (LOGIN.test(seen(line).trim()) || OTHER_LOGINS.some((one) => one.test(bare))) return true;
      const prompt = PROMPT.exec(line);
      if (!prompt?.[0]) return false;
      line = line.slice(prompt[0].length);
    }
    return false;
  });
}

function understood(line, where) {
  const text = clean(line).replace(/^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g, "");
  if (!text) return null;
  if (text.startsWith("//")) return action("say", where, line.replace("/", ""));
  if (OTHER_LOGINS.some((one) => one.test(text))) return secretHint();
  const [, slash, blank, word, rest] = /^(\/?)(\s*)(\S*)\s*([^]*)$/.exec(text);
  const found = { line: true, slash: Boolean(slash) && !blank, word, rest };
  found.course = BARE.get(squeezed(seen(word).replace(/:$/, ""))) ?? null;
  found.meant = found.slash && /^\p{L}[^/]*$/u.test(word);
  found.command = (found.meant && SLASHED.get(word.toLowerCase())) || found.course;
  return found;
}
