// What /help says, made from the table of commands.

import { LOBBY } from "../wire/protocol.js";
import { BARE, COMMANDS, SLASHED, TOPICS } from "./table.js";

/** The whole, or a topic, or a command; null for what nobody knows. */
export async function about(asked, where, words) {
  const { commands } = await import(`../words/${words.lang}.help.js`);
  const slash = asked.startsWith("/");
  const word = asked.toLowerCase().replace(/^\/+/, "");
  const lobby = where === LOBBY;
  if (!word) {
    const topics = TOPICS.map((topic) => `  ${of(topic).map((one) => `/${one.word}`).join(" ")}`);
    return [words(lobby ? "help_here" : "help_window"), ...topics, words("help_more")].join("\n");
  }
  const topic = TOPICS.find((one) => word === one || word === words(`topic_${one}`));
  if (topic && !slash) return of(topic).map((one) => row(one, lobby, words, commands)).join("\n");
  const command = SLASHED.get(word) ?? BARE.get(word);
  if (!command) return null;
  const others = [...command.slashed, ...command.words].filter((one) => one !== command.word);
  return row(command, lobby, words, commands).trim() + (others.length ? `\n${words("help_also", { words: others.join(", ") })}` : "");
}

const of = (topic) => COMMANDS.filter((command) => command.topic === topic);

function row(command, lobby, words, commands) {
  const typed = `/${command.word} ${words.usage(lobby ? command.usage : command.usageHere)}`.trim();
  return `  ${typed} — ${commands[command.word]}`;
}
