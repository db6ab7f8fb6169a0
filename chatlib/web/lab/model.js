// What the server told last, of each kind; nothing here knows how it is drawn.

import { Arming } from "./arming.js";

/** Those that can be picked to be seen again. */
const MESSAGES = 20;
/** More than the strip shows without scrolling for long. */
const EVENTS = 60;
/** Seconds until the server takes a process that does not answer for dead. */
export const FOUND_OUT = 30;

export class Model {
  connected = true;
  hello = null;
  processes = [];
  connections = new Map();
  queues = { workers: [], view: 0 };
  ledger = null;
  messages = [];
  events = [];
  action = null;
  question = null;
  faults = [];
  error = "";
  picked = "worker 1";
  arming = new Arming();
  draft = null;
  tab = "way";
  #stops = new Map();

  /** Returns what has changed: the key that drawers wait for. */
  take(frame) {
    const taking = TAKERS[frame.type];
    if (!taking) return "";
    return taking(this, frame) ?? frame.type;
  }

  /** Seconds until a stopped process is found out, as this page counts them; null where nobody waits for that. */
  left(place, now = performance.now()) {
    const since = this.#stops.get(place);
    return since === undefined ? null : Math.max(0, FOUND_OUT - (now - since) / 1000);
  }

  get counting() {
    return this.#stops.size > 0;
  }

  stopping(place, yes) {
    if (yes) this.#stops.set(place, performance.now());
    else this.#stops.delete(place);
  }

  /** The server does not answer: what it was about to tell will not come. */
  interrupted() {
    this.#stops.clear();
  }
}

const TAKERS = {
  hello(model, frame) {
    model.hello = frame;
    model.connected = true;
    // Who measured it may be the one that was killed; if its verdict comes all the same, it is shown.
    if (model.action?.phase === "begun") model.action = null;
    return "hello";
  },
  processes(model, { processes }) {
    model.processes = processes;
    for (const { place, status } of processes) if (status !== "stopped" && status !== "serves") model.stopping(place, false);
    const workers = new Set(processes.map(({ place }) => place));
    for (const number of model.connections.keys()) if (!workers.has(`worker ${number}`)) model.connections.delete(number);
  },
  connections(model, { worker, total, shown }) {
    model.connections.set(worker, { total, shown });
  },
  queues(model, frame) {
    model.queues = frame;
  },
  ledger(model, frame) {
    model.ledger = frame;
  },
  message(model, frame) {
    model.messages.unshift(frame);
    model.messages.length = Math.min(model.messages.length, MESSAGES);
  },
  event(model, frame) {
    model.events.unshift(frame);
    model.events.length = Math.min(model.events.length, EVENTS);
  },
  action(model, frame) {
    model.action = frame;
    model.error = "";
    if (frame.what === "stop") model.stopping(frame.place, frame.phase === "begun");
    else if (frame.what === "continue" || frame.what === "kill") model.stopping(frame.place, false);
  },
  question(model, frame) {
    model.arming.told(frame);
    if (frame.question) model.question = frame;
    else if (model.question) model.question = { ...model.question, open: false };
  },
  faults(model, { faults }) {
    model.faults = faults;
  },
  error(model, { text }) {
    model.error = text;
  },
};
