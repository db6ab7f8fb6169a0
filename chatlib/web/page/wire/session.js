// A session with the server, which outlives its connections: it comes back by its token and the last SEQ.

import * as protocol from "./protocol.js";
import { Closed, Refusal } from "./protocol.js";
import { Turns } from "./turns.js";

/** Milliseconds between tries to come back; doubled from one to the next. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 5000;
/** Milliseconds: a server whose machine has vanished says nothing, not even that it is gone. */
const PING_EVERY = 20000;
const PING_WITHIN = 10000;
const LOOK_EVERY = 1000;
/** One's own messages that were accepted last: they may come a second time, as what another device said. */
const ACKNOWLEDGED = 1000;
/** Refusals of a login that pass: the server may not know yet that the old connection is gone. */
const PASSING = new Set(["LOGIN_DUPE", "GUEST_FAILED", "RATE_LIMITED"]);
/** Tries after which such a refusal is for good: somebody else has the name. Two minutes. */
const MOST_REFUSALS = 25;
/** Of a list: more names than anybody reads. */
const MOST_PAGES = 20;

/** `who` is { user, password, register, guest, token, seq }; `hear` is given events, "lost", "restored" and "ended". */
export class Session {
  #socket = null;
  #greeting = null;
  #turns;
  #retry = 0;
  #wait = FIRST_WAIT;
  #looking = 0;
  #heard = 0;
  #pinged = false;
  #ids = 0;
  #prefix;
  #acknowledged = [];
  #refusals = 0;

  /** `host`: HOST:PORT of the server. `nodes` are those of a cluster, as cluster.js finds them. */
  constructor(host, who, hear) {
    this.host = host;
    this.nodes = null;
    this.user = who.user;
    this.guest = who.guest ?? false;
    this.token = who.token ?? "";
    this.seq = who.seq ?? 0;
    this.connected = false;
    this.closed = false;
    this.refusal = null;
    this.password = who.password ?? "";
    this.register = who.register ?? false;
    this.hear = hear;
    this.#prefix = [...crypto.getRandomValues(new Uint8Array(6))].map((n) => n.toString(16).padStart(2, "0")).join("");
    this.#turns = new Turns((line) => this.connected && this.#socket.send(line), (n) => hear({ kind: "paced", waiting: n }));
    this.soon = () => this.#hurry();
  }

  /** Connects and logs in. Rejects with a Refusal, or Closed if the server cannot be reached. */
  async open() {
    await this.#connect(this.host);
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
    for (const sign of ["online", "focus", "pageshow"]) addEventListener(sign, this.soon);
    document.addEventListener("visibilitychange", this.soon);
  }

  get origin() {
    return `${location.protocol}//${this.host}`;
  }

  /** A name by which the server knows a request, should it come twice. */
  id() {
    return `${this.#prefix}-${++this.#ids}`;
  }

  /** Any request of the protocol, through lost connections if need be. Rejects with a Refusal, or Closed. */
  async request(flag, fields = {}, { id = this.id(), ahead = false } = {}) {
    if (this.closed) throw new Closed();
    const frame = await this.#turns.add(id, protocol.request(flag, id, fields), ahead);
    if (!protocol.isOk(frame)) throw new Refusal(frame);
    return frame;
  }

  /** All of a list of names, page by page. */
  async list(flag, fields = {}) {
    const names = [];
    for (let page = 0; page < MOST_PAGES; page++) {
      const frame = await this.request(flag, names.length ? { ...fields, AFTER: names.at(-1) } : fields);
      names.push(...frame.CONTENT);
      if (!frame.MORE || !frame.CONTENT.length) break;
    }
    return names;
  }

  /** Messages of a room or with a user, oldest first: those nearest to a SEQ, else the latest. */
  async history(where, { before = -1, after = -1, limit = 50, ahead = false } = {}) {
    const fields = { RECEIVER: where, BEFORE: before, AFTER: after, LIMIT: limit };
    const frame = await this.request("HISTORY", fields, { ahead });
    return frame.CONTENT.map((one) => protocol.message(one, this.user));
  }

  /** What a search finds, the newest first, and before which SEQ to look on (0: that was all): { found, before }. */
  async search(text, where, { before = -1, limit = 50 } = {}) {
    const frame = await this.request("SEARCH", { CONTENT: text, RECEIVER: where, BEFORE: before, LIMIT: limit });
    return { found: frame.CONTENT.map((one) => protocol.message(one, this.user)), before: frame.BEFORE ?? 0 };
  }

  /** The messages that are pinned in a room. */
  async pins(where) {
    return (await this.request("PINS", { RECEIVER: where })).CONTENT.map((one) => protocol.message(one, this.user));
  }

  /** Says something; `id` as it was given when it was first said, `reply` of what it answers. Resolves once it is safe. */
  async send(to, text, id, reply = null) {
    const frame = await this.request("SEND", { RECEIVER: to, CONTENT: text, ...(reply ? { REPLY: reply.seq } : {}) }, { id });
    const { where, private: priv } = protocol.target(frame);
    const time = Date.now() / 1000;
    const message = { kind: "message", seq: frame.SEQ, time, sender: this.user, mine: true, where, private: priv, text, file: null, id, reply };
    this.said(message);
    if (frame.AWAY) this.hear({ kind: "away", who: where, text: frame.AWAY });
  }

  /** One's own message has been accepted. */
  said(message) {
    if (this.#acknowledged.includes(message.seq)) return;
    this.#acknowledged.push(message.seq);
    if (this.#acknowledged.length > ACKNOWLEDGED) this.#acknowledged.shift();
    this.hear(message);
  }

  /** What holds in a room, or the lobby: as protocol.rules has it. `change`: in the words of the protocol. */
  async rules(where, change = null) {
    return protocol.rules(await this.request("RULES", { RECEIVER: where, ...(change ? { CONTENT: change } : {}) }));
  }

  /** Leaves: the others are told, and the token is dead. */
  async close() {
    if (this.connected) {
      const patience = new Promise((resolve) => setTimeout(resolve, 2000));
      await Promise.race([this.request("LOGOUT", {}, { ahead: true }).catch(() => {}), patience]);
    }
    this.end();
  }

  // ------------------------------------------------------------ the connection

  #connect(host) {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${host}/chat`);
      this.#socket = socket;
      const fail = (why) => {
        this.#hangUp();
        reject(why);
      };
      const patience = setTimeout(() => fail(new Closed()), this.nodes?.within ?? PING_WITHIN);
      socket.onclose = () => {
        clearTimeout(patience);
        fail(new Closed());
      };
      socket.onmessage = ({ data }) => this.#on(data);
      socket.onopen = async () => {
        try {
          const again = Boolean(this.token);
          const named = await this.#logIn();
          clearTimeout(patience);
          socket.onclose = () => this.#lost();
          this.connected = true;
          this.#wait = FIRST_WAIT;
          this.#refusals = 0;
          this.#heard = Date.now();
          const server = host === this.host ? "" : host;
          this.host = host;
          this.#turns.again();
          if (again) this.hear({ kind: "restored" });
          if (named) this.hear({ kind: "cluster", named, server });
          resolve();
        } catch (why) {
          clearTimeout(patience);
          fail(why);
        }
      };
    });
  }

  async #logIn() {
    const both = { username: this.user, password: this.password };
    if (this.register && !this.token) {
      const made = await this.#greet("REG", { CONTENT: both });
      if (!protocol.isOk(made)) throw new Refusal(made);
      this.register = false;
    }
    let answer = this.token ? await this.#greet("RESUME", { TOKEN: this.token, SEQ: this.seq }) : null;
    if (!answer || !protocol.isOk(answer)) {
      // What was seen last is forgotten only where the server knows nothing of the session any more.
      if (answer && (answer.CODE === "RATE_LIMITED" || !(this.guest || this.password))) throw new Refusal(answer);
      this.seq = 0;
      this.#acknowledged = [];
      if (this.token) this.hear({ kind: "anew" }); // SEQs that were heard may be those of something else there
      answer = this.guest
        ? await this.#greet("GUEST", { CONTENT: this.user })
        : await this.#greet("LOGIN", { CONTENT: both, DEVICE: "browser" });
    }
    if (!protocol.isOk(answer)) throw new Refusal(answer);
    this.token = answer.TOKEN;
    this.user = String(answer.CONTENT).replace(/^Login berhasil: /, "");
    return answer.NODES;
  }

  #greet(flag, fields) {
    const id = this.id();
    const answer = new Promise((resolve, reject) => {
      this.#greeting = { id, resolve, reject };
    });
    this.#socket.send(protocol.request(flag, id, fields));
    return answer;
  }

  #on(data) {
    this.#heard = Date.now();
    this.#pinged = false;
    const frame = JSON.parse(data);
    if (this.#greeting && frame.ID === this.#greeting.id) {
      const { resolve } = this.#greeting;
      this.#greeting = null;
      resolve(frame);
      return;
    }
    if (frame.ID !== undefined) {
      this.#turns.answered(frame);
      return;
    }
    const event = protocol.event(frame, this.user);
    if (event?.kind !== "message") {
      if (event) this.hear(event);
    } else if (event.mine) {
      this.said(event);
    } else if (event.seq > this.seq) {
      // One's own do not count: what others said before may still be on its way, page by page.
      this.seq = event.seq;
      this.hear(event);
    }
  }

  #lost() {
    this.#hangUp();
    if (this.closed) return;
    this.hear({ kind: "lost" });
    this.#comeBack();
  }

  async #comeBack() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    let refused = null;
    for (const host of this.nodes?.inTurn() ?? [this.host]) {
      try {
        return await this.#connect(host);
      } catch (why) {
        if (this.closed) return;
        if (why instanceof Refusal) refused = why;
        if (refused && (!PASSING.has(refused.code) || this.#refusals > MOST_REFUSALS)) {
          this.refusal = refused;
          this.end();
          this.hear({ kind: "ended" });
          return;
        }
      }
    }
    if (refused) this.#refusals += 1;
    this.#retry = setTimeout(() => this.#comeBack(), this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  /** Somebody looks again, or the network is back: no timer is waited for. */
  #hurry() {
    if (this.closed || document.hidden) return;
    if (this.#retry) {
      this.#wait = FIRST_WAIT;
      this.#comeBack();
    } else {
      this.#look();
    }
  }

  #look() {
    if (!this.connected) return;
    const silent = Date.now() - this.#heard;
    if (this.nodes?.isDumb(this.#heard, this.#pinged || this.#turns.open) || (this.#pinged && silent > this.#pinged + PING_WITHIN)) {
      this.#lost();
    } else if (!this.#pinged && silent > (this.nodes?.every ?? PING_EVERY)) {
      this.#pinged = silent;
      this.#socket.send(protocol.request("PING", "ping"));
    }
  }

  /** What was written has been answered, or is written again; nobody waits for the other side's goodbye. */
  #hangUp() {
    this.connected = false;
    this.#pinged = false;
    this.#greeting?.reject(new Closed());
    this.#greeting = null;
    if (this.#socket) {
      this.#socket.onclose = this.#socket.onmessage = this.#socket.onopen = null;
      this.#socket.close();
      this.#socket = null;
    }
  }

  /** Nothing is asked any more, and nobody comes back. */
  end() {
    this.closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#looking);
    for (const sign of ["online", "focus", "pageshow"]) removeEventListener(sign, this.soon);
    document.removeEventListener("visibilitychange", this.soon);
    this.#hangUp();
    this.#turns.end();
  }
}
