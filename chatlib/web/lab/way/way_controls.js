// How the way is shown: live or slowly, which message, and its steps by hand.

import { h, reconcile, setAttribute, setText } from "../dom.js";
import { title } from "./title.js";

const PACES = [0.5, 1, 2, 4];

export class WayControls {
  #known = new Map();
  #messages = [];
  #words;

  constructor(words, way) {
    this.#words = words;
    const button = (said, onclick, props = {}) => h("button", { type: "button", onclick, ...props }, said);
    this.live = button(words("live"), () => way.live(), { aria: { pressed: true } });
    this.slow = button(words("slow"), () => way.slow(), { aria: { pressed: false } });
    this.which = h("select", { class: "which", aria: { label: words("which") }, onchange: () => way.slow(this.#messages.find(({ seq }) => String(seq) === this.which.value)) });
    this.play = button(words("play"), () => this.#toggle(way), { class: "primary play" });
    this.back = button("◀", () => way.replay.step(-1), { title: words("previous"), aria: { label: words("previous") } });
    this.on = button("▶", () => way.replay.step(1), { title: words("next"), aria: { label: words("next") } });
    this.pace = h(
      "select",
      { class: "pace", aria: { label: words("pace") }, onchange: () => (way.replay.pace = Number(this.pace.value) * 1000) },
      ...PACES.map((count) => h("option", { value: count, selected: count === 1 }, words("seconds_short", { count: String(count) }))),
    );
    this.element = h(
      "div",
      { class: "way-controls", role: "group", aria: { label: words("mode") } },
      h("span", { class: "pair" }, this.live, this.slow),
      this.which,
      this.back,
      this.play,
      this.on,
      this.pace,
    );
    this.state(false, way.replay);
  }

  #toggle(way) {
    if (way.replay.playing) way.replay.step(0);
    else way.replay.play();
  }

  /** Keeps the one that is shown, though it may not be among the last any more. */
  list(messages, shown) {
    this.#messages = shown && !messages.includes(shown) ? [...messages, shown] : [...messages];
    const items = this.#messages.map((one) => [one, () => h("option", { value: one.seq }, cut(title(one, this.#words)))]);
    reconcile(this.which, this.#known, items);
    if (shown && this.which.value !== String(shown.seq)) this.which.value = shown.seq;
  }

  state(slow, replay) {
    setAttribute(this.live, "aria-pressed", !slow);
    setAttribute(this.slow, "aria-pressed", slow);
    for (const one of [this.play, this.back, this.on]) one.disabled = !slow;
    setText(this.play, this.#words(replay.playing ? "hold" : "play"));
  }
}

const cut = (text) => (text.length > 48 ? `${text.slice(0, 47)}…` : text);
