// Files: offered and uploaded, shown small where they are pictures, saved where they are not.

import { Closed, Refusal, target } from "./wire/protocol.js";
import { download, upload } from "./wire/transfers.js";

/** Contents that are fetched at a time: the server gives one user eight. */
const AT_ONCE = 2;
/** A content that was cut off is sent again so often, with a pause in milliseconds. */
const TRIES = 30;
const PAUSE = 2000;
/** Answers that pass. */
const PASSING = new Set(["RATE_LIMITED", "NOT_LOGGED_IN"]);


/** `session` gives the one that is under way. An entry's `picture` is a URL, `progress` from 0 to 1. */
export class Files {
  #waiting = [];
  #fetching = 0;

  constructor(session, conversations, words) {
    this.session = session;
    this.conversations = conversations;
    this.words = words;
  }

  /** Offers a file in a conversation, and sends its content. */
  async send(conversation, file) {
    const session = this.session();
    const entry = { kind: "message", mine: true, sender: session.user, where: conversation.where, text: file.name, id: session.id() };
    Object.assign(entry, { time: Date.now() / 1000, state: "waiting", progress: 0, content: file, file: { number: 0, size: file.size } });
    conversation.waiting.push(entry);
    this.#changed(conversation, entry);
    try {
      const { digest } = await import("./hash/digest.js");
      const sha256 = await digest(file);
      if (!sha256) throw new Unreadable(this.words("file_unreadable"));
      const content = { NAME: file.name, SIZE: file.size, SHA256: sha256 };
      const offered = await session.request("SEND", { TYPE: "FILE", RECEIVER: entry.where, CONTENT: content }, { id: entry.id });
      const done = await this.#upload(offered.FILE, file, conversation, entry);
      const about = { number: offered.FILE, size: file.size, sha256 };
      session.said({ ...entry, ...target(offered), seq: done.SEQ, text: String(done.CONTENT ?? file.name), time: Date.now() / 1000, file: about, state: "" });
    } catch (why) {
      entry.why = await this.#why(why);
      entry.state = "failed";
    }
    this.#changed(conversation, entry);
  }

  async #upload(number, file, conversation, entry) {
    for (let tries = 1; ; tries++) {
      try {
        return await upload(number, file, this.session(), (progress) => {
          entry.progress = progress;
          this.conversations.changed.tell(conversation);
        });
      } catch (why) {
        const passes = why instanceof TypeError || PASSING.has(why.code);
        if (!passes || tries === TRIES || this.session().closed) throw why;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  /** A row of what looks like a picture is in sight: it is fetched. */
  show(conversation, entry) {
    this.#waiting = this.#waiting.filter((one) => !one.entry.gone);
    this.#waiting.push({ conversation, entry });
    this.#next();
  }

  async #next() {
    if (this.#fetching >= AT_ONCE || !this.#waiting.length) return;
    const { conversation, entry } = this.#waiting.pop(); // what is in sight was asked for last
    this.#fetching += 1;
    try {
      const content = entry.content ?? (await download(entry.file.number, this.session()));
      const type = await pictureType(content);
      if (type && !entry.gone) {
        entry.picture = URL.createObjectURL(new Blob([content], { type }));
        this.#changed(conversation, entry);
      }
    } catch {
      // It stays a file, which can be asked for by a click, and then it is said why not.
    } finally {
      this.#fetching -= 1;
      this.#next();
    }
  }

  /** Fetches a file, and hands it to the browser to be saved. `save(url, name)` clicks a link in the window it is for. */
  async save(conversation, entry, save) {
    try {
      const content = entry.content ?? (await download(entry.file.number, this.session()));
      const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
      save(url, entry.text);
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      entry.why = "";
    } catch (why) {
      entry.why = this.words("file_bad", { why: await this.#why(why) });
    }
    this.#changed(conversation, entry);
  }

  #changed(conversation, entry) {
    entry.version = (entry.version ?? 0) + 1;
    this.conversations.changed.tell(conversation);
  }

  #why(why) {
    if (why instanceof Unreadable) return why.message;
    if (why instanceof Refusal) return this.words.why(why);
    if (why instanceof TypeError || why instanceof Closed) return this.words("file_lost");
    throw why;
  }
}

class Unreadable extends Error {}

/** By the first bytes: what a sender calls it proves nothing. "" if it is none. */
async function pictureType(content) {
  const head = new Uint8Array(await content.slice(0, 12).arrayBuffer());
  const begins = (text, at = 0) => [...text].every((char, i) => head[at + i] === char.charCodeAt(0));
  if (begins("\x89PNG\r\n\x1a\n")) return "image/png";
  if (begins("\xff\xd8\xff")) return "image/jpeg";
  if (begins("GIF8")) return "image/gif";
  return begins("RIFF") && begins("WEBP", 8) ? "image/webp" : "";
}
