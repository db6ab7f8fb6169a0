// One conversation: what is known of it, and as much of what was said as is kept.

/** Entries of the one that is shown, and of others: the server's history has the rest. */
export const KEPT = 500;
const KEPT_ASIDE = 100;
/** Names that are gathered in one line, of those who come and go. */
const GATHERED = 20;

/** `kind`: "lobby", "room" or "person". `members` is null where they are not known. `entries` are in order, those with a
 * `seq` by it; `waiting` were typed here and are not acknowledged.
 */
export class Conversation {
  entries = [];
  waiting = [];
  unread = 0;
  mentions = 0;
  members = null;
  topic = "";
  /** What holds there, as protocol.rules has it; null where that is not known. */
  rules = null;
  draft = "";
  /** The message that is being answered, or edited. */
  answering = null;
  editing = null;
  /** When the last message was said that one has read, on whatever device; 0: not known. */
  read = 0;
  /** Who types there at the moment, with the timer that ends it. */
  typing = new Map();
  /** Messages that are pinned there. */
  pins = [];
  /** Who wants to speak there, in order. */
  hands = [];
  /** What all are asked there, as the protocol's POLL has it, or null. */
  poll = null;
  typed = [];
  /** SEQ of the first message that nobody had seen when it was opened. */
  newFrom = 0;
  /** Its last page of history was asked for; there is nothing before the first entry. */
  begun = false;
  complete = false;
  /** What was said last is not in `entries`, since so much of what was said before is. */
  detached = false;
  /** Those who look at it: functions that tell whether they do so now, and whether they stand at its end. */
  lookers = new Set();

  constructor(where, kind, dropped = () => {}) {
    this.where = where;
    this.kind = kind;
    this.dropped = dropped;
  }

  get looked() {
    return [...this.lookers].some((one) => one().looks);
  }

  /** Puts an entry where it belongs. False: it is there already, or is not kept. */
  add(entry) {
    if (this.detached) return entry.kind === "message"; // it counts, and is not kept
    const last = this.entries.at(-1);
    if (entry.kind === "presence" && gathers(last, entry)) {
      last.names.push(...entry.names.filter((name) => !last.names.includes(name)));
      last.version = (last.version ?? 0) + 1;
      return true;
    }
    let at = this.entries.length;
    if (entry.seq) {
      for (let i = at - 1; i >= 0; i--) {
        const { seq } = this.entries[i];
        if (seq === entry.seq) return false;
        if (seq && seq < entry.seq) break;
        if (seq) at = i;
      }
    }
    const most = this.lookers.size ? KEPT : KEPT_ASIDE;
    if (this.entries.length >= most) {
      if (at === 0) return false;
      if ([...this.lookers].some((one) => !one().atEnd)) {
        this.detached = true; // somebody reads what was said before
        return entry.kind === "message";
      }
    }
    this.entries.splice(at, 0, entry);
    if (this.entries.length > most) {
      this.#drop(this.entries.splice(0, this.entries.length - most));
      this.complete = false;
    }
    return true;
  }

  /** A page of history, oldest first, that ends before `entries` or overlaps them; what became of these meanwhile is mended. */
  merge(page) {
    const known = new Map(this.entries.map((entry) => [entry.seq, entry]));
    const fresh = page.filter((entry) => !known.has(entry.seq));
    for (const entry of page) if (known.has(entry.seq)) mend(known.get(entry.seq), entry);
    const first = this.entries.find((entry) => entry.seq)?.seq ?? Infinity;
    const before = fresh.filter((entry) => entry.seq < first);
    this.entries.unshift(...before);
    for (const entry of fresh.slice(before.length)) this.add(entry);
    if (this.entries.length > KEPT) {
      this.#drop(this.entries.splice(KEPT));
      this.detached = true;
    }
  }

  /** A page of history, oldest first, behind what is shown; the beginning makes room for it. */
  extend(page) {
    const last = this.entries.at(-1)?.seq ?? 0;
    this.entries.push(...page.filter((entry) => entry.seq > last));
    if (this.entries.length > KEPT) {
      this.#drop(this.entries.splice(0, this.entries.length - KEPT));
      this.complete = false;
    }
  }

  /** What is shown ends where the conversation does. */
  attach() {
    this.detached = false;
  }

  /** Forgets what is shown: another part of the history takes its place. */
  empty({ detached = false } = {}) {
    this.#drop(this.entries.splice(0));
    this.complete = false;
    this.detached = detached;
  }

  /** The message with that SEQ is another one now, also where it is quoted: `change` is given it. False: it is not kept here. */
  alter(seq, change) {
    const entry = this.entries.find((one) => one.seq === seq);
    if (!entry) return false;
    change(entry);
    for (const one of this.entries) if (one === entry || one.reply?.seq === seq) one.version = (one.version ?? 0) + 1;
    return true;
  }

  /** Counts a message that nobody looked at. */
  count(entry) {
    if (!this.unread) this.newFrom = entry.seq;
    this.unread += 1;
    this.mentions += entry.urgent ? 1 : 0;
  }

  /** Another device has read it up to that time. */
  readUpTo(time) {
    this.read = Math.max(this.read, time);
    const rest = this.entries.filter((entry) => entry.seq && !entry.mine && entry.time > this.read);
    if (rest.length >= this.unread) return;
    this.unread = rest.length;
    this.mentions = rest.filter((entry) => entry.urgent).length;
    this.newFrom = rest[0]?.seq ?? 0;
  }

  /** Where what was not read yet begins, of what is there. */
  mark() {
    if (!this.read || this.newFrom) return;
    this.newFrom = this.entries.find((entry) => entry.seq && !entry.mine && entry.time > this.read)?.seq ?? 0;
  }

  /** Somebody looks. True if that changes anything. */
  seen() {
    const changed = this.unread > 0;
    this.unread = this.mentions = 0;
    return changed;
  }

  get oldest() {
    return this.entries.find((entry) => entry.seq)?.seq ?? -1;
  }

  #drop(entries) {
    for (const entry of entries) this.dropped(entry);
  }
}

function gathers(last, entry) {
  return last?.kind === "presence" && last.change === entry.change && last.names.length < GATHERED;
}

/** What may change of a message. */
function mend(entry, { text, edited, deleted, reactions }) {
  const now = { text, edited, deleted, reactions };
  if (JSON.stringify(now) === JSON.stringify(Object.fromEntries(Object.keys(now).map((key) => [key, entry[key]])))) return;
  Object.assign(entry, now);
  entry.version = (entry.version ?? 0) + 1;
}
