// The lane diagram: a lane for each process, a column for each step, and the microseconds at which it was done.

import { s } from "../dom.js";
import { number } from "../format.js";
import { COLUMNS } from "./steps.js";

/** In rem: the text is as large as the page's. */
const LABEL = 5.2;
const HEAD = 1.7;
const LANE = 3.05;

/** An element with the way in it, as wide as it is told; `at` is the step that is looked at (null: all are done). */
export function lanes({ steps, lanes: names }, at, width, words) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const column = (width - LABEL * rem) / COLUMNS.length;
  const x = (n) => LABEL * rem + (n + 0.5) * column;
  const y = (n) => (HEAD + (n + 0.5) * LANE) * rem;
  const height = (HEAD + names.length * LANE) * rem;
  const svg = s("svg", { class: "lanes", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  svg.setAttribute("aria-label", words("tab_way"));
  for (const [n, name] of names.entries()) {
    svg.append(s("rect", { class: n % 2 ? "band odd" : "band", x: 0, y: y(n) - (LANE / 2) * rem, width, height: LANE * rem, rx: 8 }));
    svg.append(text("name", 0.5 * rem, y(n) + 0.35 * rem, name, "start"));
  }
  const now = at === null ? null : steps[at];
  for (const [n, step] of COLUMNS.entries()) {
    svg.append(text(now?.column === n ? "head now" : "head", x(n), 1.15 * rem, words(`step_${step}`)));
  }
  const done = (index) => at === null || index <= at;
  const radius = 0.42 * rem;
  for (const [index, one] of steps.entries()) {
    if (one.from < 0) continue;
    const from = steps[one.from];
    svg.append(s("path", { class: done(index) ? "edge done" : "edge", d: `M${x(from.column)} ${y(from.lane)}L${x(one.column)} ${y(one.lane)}` }));
  }
  for (const [index, one] of steps.entries()) {
    const look = index === at ? "node now" : done(index) ? "node done" : "node";
    svg.append(s("circle", { class: look, cx: x(one.column), cy: y(one.lane), r: index === at ? radius * 1.5 : radius }));
    if (!done(index)) continue;
    if (one.from >= 0) svg.append(text("delta", x(one.column), y(one.lane) - 0.75 * rem, `+${micro(one.delta, words)}`));
    svg.append(text("us", x(one.column), y(one.lane) + 1.4 * rem, micro(one.us, words)));
  }
  return svg;
}

export const micro = (us, words) => number(us, words.lang, us < 10 ? 1 : 0);

function text(name, x, y, said, anchor = "middle") {
  const element = s("text", { class: name, x, y, "text-anchor": anchor });
  element.textContent = said;
  return element;
}
