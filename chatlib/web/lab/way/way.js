// One message's way: the newest as it comes, or one of the last in slow motion, in the lanes and along the tree at once.

import { h, setText } from "../dom.js";
import { bytesOf } from "./bytes.js";
import { flow } from "./flow.js";
import { lanes, micro } from "./lanes.js";
import { Replay } from "./replay.js";
import { understand } from "./steps.js";
import { title } from "./title.js";
import { travel } from "./travel.js";
import { WayControls } from "./way_controls.js";

/** Milliseconds for which a message stays when others come: time to see that it is another one. */
const STAYS = 1000;
/** Milliseconds without a message, after which the next one is seen to go along the tree. */
const QUIET = 1600;
/** Of a step's time the token moves for so much of it. */
const MOVES = 0.7;

export class Way {
  #context;
  #message = null;
  #way = null;
  #newest = null;
  #since = -Infinity;
  #later = 0;
  #slow = false;
  #ended = () => {};
  #watch = new ResizeObserver(() => this.#draw());

  constructor(context) {
    this.#context = context;
    const { words, loop } = context;
    this.replay = new Replay((at, moving) => this.#step(at, moving));
    this.controls = new WayControls(words, this);
    this.said = h("p", { class: "narration", aria: { live: "polite" } });
    this.message = h("p", { class: "message" });
    this.diagram = h("div", { class: "diagram", tabindex: 0, role: "region", aria: { label: words("tab_way") } });
    this.bytes = h("div", { class: "bytes", tabindex: 0, role: "region", aria: { label: words("bytes_title") } });
    this.element = h(
      "div",
      { class: "way" },
      this.controls.element,
      h("div", { class: "left" }, this.message, this.diagram, this.said),
      h("div", { class: "right" }, h("h3", {}, words("bytes_title")), this.bytes),
    );
    this.#watch.observe(this.diagram);
    loop.on("message", () => this.#came());
    this.#draw();
  }

  destroy() {
    this.#watch.disconnect();
    clearTimeout(this.#later);
    this.#ended();
    this.replay.stop();
  }

  /** Live: what comes is shown as a whole. In slow motion nothing else takes its place. */
  live() {
    this.#slow = false;
    this.replay.stop();
    this.#context.tree.tokens.clear();
    this.#context.tree.light([]);
    this.#since = 0;
    this.#newest = null;
    this.#came();
    this.#draw();
    this.controls.state(false, this.replay);
  }

  /** Shows a message in slow motion; without one the newest. */
  slow(message = this.#context.model.messages[0], play = true) {
    this.#slow = true;
    this.#ended();
    if (message) this.#take(message);
    this.controls.list(this.#context.model.messages, this.#message);
    this.replay.begin(this.#way?.steps.length ?? 0, play && Boolean(message));
  }

  #came() {
    const newest = this.#context.model.messages[0];
    if (!newest || newest === this.#newest) return;
    clearTimeout(this.#later);
    const wait = this.#since + STAYS - performance.now();
    if (wait > 0) {
      this.#later = setTimeout(() => this.#came(), wait);
      return;
    }
    const quiet = performance.now() - this.#since > QUIET;
    this.#since = performance.now();
    this.#newest = newest;
    if (!this.#slow) {
      this.#take(newest);
      this.#draw();
      this.#ended();
      if (quiet) this.#ended = flow(this.#context.tree, newest, this.#way.steps);
    }
    this.controls.list(this.#context.model.messages, this.#message);
  }

  #take(message) {
    this.#message = message;
    this.#way = understand(message);
  }

  #step(at, moving) {
    if (!this.#message) return this.controls.state(this.#slow, this.replay);
    const { tree } = this.#context;
    travel(tree, this.#message, this.#way.steps, at, moving ? this.replay.pace * MOVES : 0);
    this.#draw();
    this.controls.state(true, this.replay);
  }

  #draw() {
    const { words } = this.#context;
    const message = this.#message;
    if (!message) {
      setText(this.message, words("no_message"));
      return;
    }
    const at = this.#slow ? this.replay.at : null;
    const { steps, total } = this.#way;
    setText(this.message, title(message, words));
    const width = this.diagram.clientWidth;
    if (width) this.diagram.replaceChildren(lanes(this.#way, at, width, words));
    const rendered = ({ step, process }, worker) => step === "rendered" && process === `worker ${worker}`;
    this.bytes.replaceChildren(
      ...bytesOf(message, words, (worker) => at === null || steps.some((one, index) => index <= at && rendered(one, worker))),
    );
    setText(this.said, at === null ? (total === null ? "" : words("total", { us: micro(total, words) })) : this.#narrate(steps, at));
  }

  #narrate(steps, at) {
    const { words } = this.#context;
    if (at < 0) return words("say_start");
    const { step, process, delta, from } = steps[at];
    const said = words(`say_${step}`, { process, seq: this.#message.seq });
    return from < 0 ? said : `${said} ${words("after", { us: micro(delta, words) })}`;
  }
}
