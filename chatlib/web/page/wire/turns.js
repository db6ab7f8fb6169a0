// Requests take turns: one at a time is on its way, so that nothing overtakes what the server puts off.
//
// A server takes only so much of a client at once, and refuses the rest (RATE_LIMITED). What it refused is asked again
// after a pause, and what was asked later waits behind it: everything arrives, once and in the order of the asking.

import { Closed, Refusal } from "./protocol.js";

/** Milliseconds after a refusal; doubled from one to the next, as long as nothing is taken in between. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;
/** Of one request, in a minute: it will never be taken, and nothing else would. */
const MOST_REFUSALS = 15;
/** Requests: what a browser lets a page keep through a reload holds so many of the longest messages. */
export const MOST_WAITING = 1000;

/** `write` sends a line, if there is a connection; `paced` is told once how many wait for the server. */
export class Turns {
  #waiting = [];
  #asked = null;
  #pausing = 0;
  #pause = FIRST_PAUSE;
  #told = false;

  constructor(write, paced) {
    this.write = write;
    this.paced = paced;
  }

  /** Whether the answer to a request is still to come. */
  get open() {
    return Boolean(this.#asked);
  }

  /** Asks in its turn, or `ahead` of all that wait. Resolves with the answer, whatever it says. */
  add(id, line, ahead = false) {
    if (this.#waiting.length >= MOST_WAITING && !ahead) {
      return Promise.reject(new Refusal({ CODE: "TOO_MANY_WAITING", LIMIT: MOST_WAITING }));
    }
    return new Promise((resolve, reject) => {
      const asked = { id, line, resolve, reject, refusals: 0 };
      if (ahead) this.#waiting.unshift(asked);
      else this.#waiting.push(asked);
      this.#next();
    });
  }

  /** Whether this is the answer to what was asked. */
  answered(frame) {
    const asked = this.#asked;
    if (!asked || frame.ID !== asked.id) return false;
    this.#asked = null;
    if (frame.CODE === "RATE_LIMITED" && asked.refusals < MOST_REFUSALS) {
      this.#putOff(asked);
    } else {
      this.#pause = FIRST_PAUSE;
      asked.resolve(frame);
      this.#next();
    }
    return true;
  }

  /** On a new connection: an answer that never came is asked for again; the server knows a message by its id. */
  again() {
    if (this.#asked) this.write(this.#asked.line);
    else this.#next();
  }

  /** Nothing will be answered any more. */
  end() {
    clearTimeout(this.#pausing);
    const left = [...(this.#asked ? [this.#asked] : []), ...this.#waiting];
    this.#asked = null;
    this.#waiting = [];
    for (const asked of left) asked.reject(new Closed());
  }

  #next() {
    if (this.#asked || this.#pausing) return;
    this.#asked = this.#waiting.shift() ?? null;
    if (this.#asked) this.write(this.#asked.line);
    else this.#told = false;
  }

  #putOff(asked) {
    asked.refusals += 1;
    this.#waiting.unshift(asked);
    this.#pausing = setTimeout(() => {
      this.#pausing = 0;
      this.#next();
    }, this.#pause);
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    if (!this.#told) this.paced(this.#waiting.length);
    this.#told = true;
  }
}
