// The whole page: its parts, and which of them draws what.

import { h, setText } from "./dom.js";
import { Controls } from "./panels/controls.js";
import { Events } from "./panels/events.js";
import { Faults } from "./panels/faults.js";
import { Ledger } from "./panels/ledger.js";
import { Question } from "./panels/question.js";
import { tabs } from "./panels/tabs.js";
import { Verdict } from "./panels/verdict.js";
import { legend } from "./tree/legend.js";
import { Tree } from "./tree/tree.js";
import { Way } from "./way/way.js";

/** Milliseconds between two looks at a countdown. */
const TICK = 250;

/** `context`: model, loop, words, ask(object) for what is sent. Returns what takes the page away again. */
export function build(context) {
  const { model, loop, words } = context;
  const tree = new Tree(context);
  const way = new Way({ ...context, tree });
  const parts = [new Ledger(context), tree, new Controls({ ...context, verdict: new Verdict(context) })];
  const stage = tabs(context, [
    ["way", way.element],
    ["question", new Question(context).element],
    ["faults", new Faults(context).element],
  ]);
  const about = h("p", { class: "about" });
  const outage = h("div", { class: "outage", role: "alert" });
  const page = h(
    "main",
    { class: "lab" },
    h(
      "header",
      { class: "head" },
      h("h1", {}, words("title")),
      about,
      legend(words),
    ),
    ...parts.map((part) => part.element),
    stage,
    new Events(context).element,
    outage,
  );
  document.title = words("title");
  document.body.replaceChildren(page);

  loop.on("hello", () => {
    const { version, port, workers } = model.hello ?? {};
    setText(about, model.hello ? words("about", { version, port, workers }) : "");
  });
  loop.on("connected", () => {
    page.classList.toggle("alone", !model.connected);
    const said = model.connected ? [] : [h("p", { class: "huge" }, words("outage")), h("p", {}, words("outage_more"))];
    if (outage.childElementCount !== said.length) outage.replaceChildren(...said);
  });
  const ticking = setInterval(() => model.counting && loop.mark("clock"), TICK);
  return {
    destroy() {
      clearInterval(ticking);
      way.destroy();
      tree.destroy();
    },
  };
}
