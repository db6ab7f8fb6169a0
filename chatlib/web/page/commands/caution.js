// What is asked before a line goes out. Pure.

import { bytes } from "../model/text.js";
import { doubtful } from "./parsing.js";

/** Bytes of a message: what is longer can go as a file. */
export const LONGEST = 4096;

/** "long", "command" for what could be meant as one, or "" if nothing is to be asked. */
export function doubt(text, where) {
  if (bytes(text) > LONGEST) return "long";
  return doubtful(text, where) ? "command" : "";
}
