// Where a cluster is: where the page came from, and at each of its nodes. All are HOST:PORT.

const PLACE = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]]+):\d{1,5}$/i;
/** Nodes of a cluster; what a server names beyond that is no cluster. */
const MOST = 255;
/** Milliseconds: a cluster that lost a machine says nothing for up to three seconds. */
const ANSWERED_WITHIN = 4000;
/** It is doubled each time that it was too short, until something is answered: what takes its time does so everywhere. */
const LONGEST_PATIENCE = 32000;

export class Nodes {
  #others = [];
  #silent = false;
  #heard = 0;
  #since = 0;
  #patience = ANSWERED_WITHIN;
  /** Milliseconds after which a node that says nothing is asked for a sign of life, and those that it has for one. */
  every = 5000;
  within = ANSWERED_WITHIN;

  constructor(home) {
    this.home = this.current = home;
  }

  /** The session is at `current` now, and was told of others. */
  met(current, named) {
    this.current = current;
    const found = named.slice(0, MOST).filter((one) => PLACE.test(one));
    // Where the page came from may be the only name that is known here, as that of a tunnel.
    this.#others = [...new Set([...found, this.home])].filter((one) => one !== current);
  }

  /** Whether the node is not waited for any more: it was looked at every second, a request was open, and what was
   * `heard` last, by the clock, remained the same for too long.
   */
  isDumb(heard, open) {
    const now = Date.now();
    if (!open) this.#patience = ANSWERED_WITHIN;
    if (!open || heard !== this.#heard) [this.#since, this.#heard] = [now, heard];
    if (now - this.#since < this.#patience) return false;
    this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2);
    return (this.#silent = true);
  }

  /** Whom to try: the current one first, or last if it was silent. Of the others any begins, so that those who were at a
   * dead node do not all go to the same one.
   */
  inTurn() {
    const at = Math.floor(Math.random() * this.#others.length);
    const others = [...this.#others.slice(at), ...this.#others.slice(0, at)];
    const silent = this.#silent;
    this.#silent = false;
    return silent ? [...others, this.current] : [this.current, ...others];
  }
}
