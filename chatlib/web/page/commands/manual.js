// What /help says, made from the table of commands.

import { LOBBY } from "../wire/protocol.js";
import { BARE, COMMANDS, SLASHED, TOPICS } from "./table.js";

/** Where what a command does begins. */
const COLUMN = 26;

/** The whole, or a topic, or a command; null for what nobody knows. */
export function about(asked, where, words) {
  const slash = asked.startsWith("/");
  const word = asked.toLowerCase().replace(/^\/+/, "");
  const lobby = where === LOBBY;
  if (!word) {
    const topics = TOPICS.map((topic) => `  ${of(topic).map((one) => `/${one.word}`).join(" ")}`);
    return [words(lobby ? "help_here" : "help_window"), ...topics, words("help_more")].join("\n");
  }
  const topic = TOPICS.find((one) => word === one || word === words(`topic_${one}`));
  if (topic && !slash) return of(topic).map((one) => row(one, lobby, words)).join("\n");
  const command = SLASHED.get(word) ?? BARE.get(word);
  if (!command) return null;
  const others = [...command.slashed, ...command.words].filter((one) => one !== command.word);
  return row(command, lobby, words).trim() + (others.length ? `\n${words("help_also", { words: others.join(", ") })}` : "");
}

/** What stands for something is called in the user's language. */
export const usage = (text, words) => text.replace(/[A-Z]+/g, (found) => words.placeholders[found] ?? found);

const of = (topic) => COMMANDS.filter((command) => command.topic === topic);

function row(command, lobby, words) {
  const typed = `/${command.word} ${usage(lobby ? command.usage : command.usageHere, words)}`.trim();
  return `  ${typed.padEnd(COLUMN)}  ${words.commands[command.word]}`;
}
