import { visible } from "../format.js";

/** What a message is called here: of a private one, how long it is. */
export function title(message, words) {
  if (message.private) return `${message.seq} · ${words("private", { count: message.length })}`;
  const said = words("option", { sender: visible(message.sender), text: visible(message.text) });
  return `${message.seq} · ${visible(message.place)} · ${said}`;
}
