// How people and rooms are drawn: a colour of their own, and the first letter of the name.

import { colour } from "../model/text.js";
import { h } from "./dom.js";

/** As many hues as style/base.css has. */
const COLOURS = 12;

export const hue = (name) => `hue${colour(name, COLOURS)}`;

export const avatar = (name, kind = "person") => {
  const letter = kind === "person" ? ([...name][0] ?? "?").toUpperCase() : "#";
  return h("span", { class: `avatar ${kind} ${hue(name)}`, aria: { hidden: "true" } }, letter);
};

/** A larger count is no better known. */
const MOST_COUNTED = 99;
export const counted = (count) => (count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count));

/** Somebody's name, whose direction is its own. */
export const named = (name, props = {}) => h("bdi", props, name);
