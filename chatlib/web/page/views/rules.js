// The rules of a room: what holds there, who is banned or muted, and what was done by those who run it.

import { told } from "../model/deeds.js";
import { open } from "./dialogs.js";
import { h } from "./dom.js";
import { named } from "./person.js";
import { clock, day } from "./row.js";

const SWITCHES = ["announce", "locked", "accounts"];
/** Seconds between two messages of one person. */
const PAUSES = [0, 5, 10, 30, 60, 300, 900, 3600];

/** Opens them; who does not run the room may read them. */
export async function openRules(app, conversation) {
  const { words } = app;
  const { where, kind } = conversation;
  const panel = h("div", { class: "rules" });
  const problem = h("p", { class: "problem", role: "alert" });
  const log = h("ul", { class: "deeds" });
  let shown = null;
  const stop = app.conversations.changed.listen((one) => one === conversation && draw());
  const title = kind === "lobby" ? words("rules_title") : `${words("rules_title")}: ${where}`;
  const dialog = open(title, words, [panel, problem, log], { closed: stop });

  async function change(what, value) {
    problem.textContent = "";
    try {
      await app.session.rules(where, { [what.toUpperCase()]: value });
    } catch (why) {
      problem.textContent = await words.why(why);
    }
    app.reading.rules(conversation);
  }

  function box(what, rules) {
    const input = h("input", { type: "checkbox", disabled: !rules.runs, onchange: () => change(what, input.checked) });
    input.checked = rules[what];
    return h("label", { class: "switch" }, input, words(`rule_${what}`));
  }

  function pause(rules) {
    const all = [...new Set([...PAUSES, rules.slow])].sort((a, b) => a - b);
    const options = all.map((one) => h("option", { value: one, selected: one === rules.slow }, one ? words.time(one) : words("no_pause")));
    const select = h("select", { id: "slow", disabled: !rules.runs, onchange: () => change("slow", Number(select.value)) }, ...options);
    return h("div", { class: "field" }, h("label", { for: "slow" }, words("rule_slow")), select);
  }

  function masks(key, verb, all) {
    const item = ({ WHO: who, BY: by, UNTIL: until, REASON: reason }) => {
      const details = [words("by", { name: by }), until ? words("until", { when: when(until) }) : "", reason].filter(Boolean).join(" · ");
      const label = words("undo_of", { name: who });
      const undo = h("button", { type: "button", class: "small", aria: { label }, onclick: () => app.do(verb, { name: where, names: [who] }, conversation) }, words("undo"));
      return h("li", {}, h("span", {}, named(who, { class: "name" }), h("small", {}, details)), undo);
    };
    return all.length ? [h("h3", {}, words(key)), h("ul", {}, ...all.map(item))] : [];
  }

  const when = (time) => `${day(time, words)}, ${clock(time, words)}`;

  function draw() {
    const { rules } = conversation;
    if (!rules || rules === shown) return;
    shown = rules;
    const focused = document.activeElement?.parentNode?.textContent;
    const names = [...new Set([rules.owner, ...rules.moderators])].filter(Boolean);
    panel.replaceChildren(
      h("p", { class: "dim" }, names.length ? words("run_by", { names: names.join(", ") }) : kind === "room" ? words("run_by_nobody") : ""),
      ...SWITCHES.map((what) => box(what, rules)),
      pause(rules),
      ...masks("bans", "unban", rules.bans),
      ...masks("mutes", "unmute", rules.mutes),
    );
    for (const one of panel.querySelectorAll("input, select")) if (focused && one.parentNode.textContent === focused) one.focus();
    if (rules.runs) remember();
  }

  async function remember() {
    const deeds = await app.session.request("MODLOG", { RECEIVER: where }).then(({ CONTENT }) => CONTENT, () => null);
    if (!deeds) return;
    const item = ({ TIME, BY, WHAT, ON, WHOM, SECONDS, REASON }) => {
      const deed = { who: BY, what: WHAT, on: ON ?? true, about: WHOM, seconds: SECONDS, reason: REASON };
      return h("li", {}, told(deed, words), h("small", {}, when(TIME)));
    };
    log.replaceChildren(h("li", {}, h("h3", {}, words("deeds"))), ...deeds.reverse().map(item));
    if (!deeds.length) log.append(h("li", { class: "dim" }, words("no_deeds")));
  }

  await app.reading.rules(conversation);
  draw();
  if (!conversation.rules) dialog.close("");
}
