// The forms that commands have: what stands behind the word, and what it then asks for.
//
// A form is given what stands behind the word, and the conversation in which it was typed; it returns an action
// { kind, name, text, names }, or null if something is missing; `seconds` where it is for a time.

import { LOBBY } from "../wire/protocol.js";

const LONGEST_NUMBER = 9;

/** Options of a poll. */
const FEWEST_OPTIONS = 2;
const MOST_OPTIONS = 10;

/** Seconds between two messages, the most that the protocol knows. */
const SLOWEST = 3600;
const UNITS = [
  [1, "s|sec|seconds?|detik"],
  [60, "m|min|minutes?|menit"],
  [3600, "h|hours?|jam"],
  [86400, "d|days?|hari"],
];
const LENGTH = new RegExp(`^(\\d{1,6})\\s*(?:${UNITS.map(([, words]) => `(${words})`).join("|")})(?!\\S)\\s*`, "i");

export const action = (kind, name = "", text = "", names = []) => ({ kind, name, text, names });

/** The first word, and what is behind it; empty if there is none. */
export function parted(rest) {
  const [, word = "", more = ""] = /^\s*(\S*)\s*([^]*)$/.exec(rest);
  return [word, more.trim()];
}

export const wordsOf = (rest) => rest.split(/\s+/).filter(Boolean);

export const alone = (kind) => (rest) => (rest ? null : action(kind));
export const here = (kind) => (rest, where) => (rest ? null : action(kind, where));
export const name = (kind) => (rest) => (wordsOf(rest).length === 1 ? action(kind, rest.trim()) : null);
export const text = (kind) => (rest) => (rest ? action(kind, "", rest) : null);
export const perhaps = (kind) => (rest) => action(kind, "", rest);
export const textHere = (kind) => (rest, where) => (rest ? action(kind, where, rest) : null);
export const perhapsHere = (kind) => (rest, where) => action(kind, where, rest);
export const namePerhapsText = (kind) => (rest) => (rest ? action(kind, ...parted(rest)) : null);

export const nameOrHere = (kind) => (rest, where) => {
  const words = rest ? wordsOf(rest) : [where];
  return words.length === 1 && words[0] !== LOBBY ? action(kind, words[0]) : null;
};

/** A room, and its key if it has one. */
export const keyed = (kind) => (rest) => ([1, 2].includes(wordsOf(rest).length) ? action(kind, ...parted(rest)) : null);

/** A name and a text. */
export const message = (kind) => (rest) => {
  const [to, said] = parted(rest);
  return said ? action(kind, to, said) : null;
};

/** A number above zero, or nothing. */
export const numberHere = (kind) => (rest, where) => {
  const digits = rest.replace(/^[[\]]+|[[\]]+$/g, "");
  const number = /^\d+$/.test(digits) && digits.length <= LONGEST_NUMBER && Number(digits) > 0;
  return number || !rest ? action(kind, where, digits) : null;
};

export const userHere = (kind) => (rest, where) => (wordsOf(rest).length === 1 ? action(kind, where, "", [rest]) : null);

/** A user of this room, and perhaps why. */
export const userReasonHere = (kind) => (rest, where) => {
  const [user, reason] = parted(rest);
  return user ? action(kind, where, reason, [user]) : null;
};

/** The same, with a time between them: 10m, 2 hours. A number alone could be either, and so is neither. */
export const userTimeReasonHere = (kind) => (rest, where) => {
  const [user, more] = parted(rest);
  if (!user || /^\d+$/.test(more)) return null;
  const [seconds, reason] = lasting(more);
  if (seconds === null) return action(kind, where, more, [user]);
  return seconds ? { ...action(kind, where, reason, [user]), seconds } : null;
};

/** The seconds that a text begins with, null if it does not, and what is behind them. */
function lasting(text) {
  const found = LENGTH.exec(text);
  if (!found) return [null, text];
  const [all, count, ...units] = found;
  return [count * UNITS[units.findIndex(Boolean)][0], text.slice(all.length)];
}

/** A text or nothing; or that the page is to say it by itself, after a time. */
export function away(rest) {
  const [word, more] = parted(rest);
  if (word.toLowerCase() !== "auto") return action("away", "", rest);
  if (more.toLowerCase() === "off") return { ...action("away_after"), seconds: 0 };
  const [seconds, behind] = lasting(more);
  return seconds && !behind ? { ...action("away_after"), seconds } : null;
}

/** In the lobby perhaps of the address, too, from which the user has come. */
export function ban(rest, where) {
  const read = userTimeReasonHere("ban");
  const [user, more] = parted(rest);
  const [word, behind] = parted(more);
  if (where !== LOBBY || word.toLowerCase() !== "address") return read(rest, where);
  const made = read(`${user} ${behind}`, where);
  return made && { ...made, names: [user, "address"] };
}

/** Nothing, or one of the rules of the room and what it is to be. */
export function rules(rest, where) {
  const [rule, state, ...more] = wordsOf(rest.toLowerCase());
  if (!rule) return action("rules", where);
  if (more.length) return null;
  const slow = rule === "slow" && (state === "off" || (/^\d{1,9}$/.test(state) && state <= SLOWEST));
  if (slow) return { ...action("change_rules", where, "", [rule]), seconds: Number(state) || 0 };
  const other = ["announce", "locked", "accounts"].includes(rule) && ["on", "off"].includes(state);
  return other ? action("change_rules", where, "", [rule, state]) : null;
}

/** Up, or "off". */
export function hand(rest, where) {
  if (rest && rest.toLowerCase() !== "off") return null;
  return action(rest ? "lower_hand" : "hand", where);
}

/** A user of this room, or nobody. */
export const perhapsUserHere = (kind) => (rest, where) => (wordsOf(rest).length <= 1 ? action(kind, where, rest) : null);

/** A question and the answers to choose from; or that it is over. */
export function poll(rest, where) {
  if (rest.toLowerCase() === "end") return action("end_poll", where);
  const [question, ...options] = rest.split("|").map((part) => part.trim());
  const complete = question && options.every(Boolean) && options.length >= FEWEST_OPTIONS && options.length <= MOST_OPTIONS;
  return complete ? action("poll", where, question, options) : null;
}

/** The number of an answer; 0 for none. */
export const vote = (rest, where) => (/^\d{1,9}$/.test(rest) ? action("vote", where, rest) : null);

/** How many at random, and perhaps what they are called. */
export function groups(rest, where) {
  const [digits, called] = parted(rest);
  return /^\d{1,9}$/.test(digits) && Number(digits) && wordsOf(called).length <= 1 ? action("groups", where, digits, wordsOf(called)) : null;
}

export const account = (kind) => (rest) => {
  const words = wordsOf(rest);
  return words.length >= 2 ? action(kind, words[0], words[1]) : null;
};

/** A realm, a name there, and a text. */
export const across = (kind) => (rest) => {
  const [realm, more] = parted(rest);
  const [to, said] = parted(more);
  return said ? action(kind, `${to}@${realm}`, said) : null;
};

export function creategrup(rest) {
  const [group, ...more] = wordsOf(rest);
  if (!group || (more.length && more[0].toLowerCase() !== "adduser")) return null;
  return action("create_group", group, "", more.slice(1));
}

export function switchgrup(rest) {
  const [group, said] = parted(rest);
  const [verb, ...users] = wordsOf(said);
  if (!group || !verb) return null;
  if (verb.toLowerCase() === "listuser" && !users.length) return action("members", group);
  if (verb.toLowerCase() === "adduser") return users.length ? action("invite", group, "", users) : null;
  return action("say", group, said);
}

/** In the lobby the group comes first. */
export function invite(rest, where) {
  const words = wordsOf(rest);
  const [group, ...users] = where === LOBBY ? words : [where, ...words];
  return users.length ? action("invite", group, "", users) : null;
}

/** In the lobby the room comes first. */
export function topic(rest, where) {
  const [room, said] = where === LOBBY ? parted(rest) : [where, rest];
  return room ? action("topic", room, said) : null;
}
