// The page's side of the dialect `mamushi`: what the server's objects become, without any socket.

export const LOBBY = "lobby";
/** Who speaks in the server's own name. */
export const SERVER = "server";

const NOTICES = new Set(["INVITED", "DECLINED", "JOINED", "LEFT"]);
const LESSONS = new Set(["HANDS", "POLL", "PLACED"]);

/** The server says no: `code` of the protocol; `reason`, its `subject` and `limit` are empty where it does not tell. */
export class Refusal extends Error {
  constructor(frame) {
    super(String(frame.CONTENT ?? ""));
    this.code = frame.CODE ?? "";
    this.reason = frame.REASON ?? "";
    this.subject = frame.SUBJECT ?? "";
    this.limit = frame.LIMIT ?? 0;
  }
}

/** The session is over: nothing will be answered any more. */
export class Closed extends Error {}

export const isOk = (frame) => /_OK$|^ROOM_QUITTED$/.test(frame.CODE ?? "");

/** A line that asks for something. */
export const request = (flag, id, fields) => JSON.stringify({ FLAG: flag, ID: id, ...fields });

/** Of a SEND_OK: the user or room, as everybody writes it, and whether it is a private conversation. */
export function target(frame) {
  const where = String(frame.CONTENT).split(" ke ").slice(1).join(" ke ").replace(/ (berhasil|dapat) dikirim$/, "");
  return where.startsWith("room ") ? { where: where.slice(5), private: false } : { where, private: true };
}

/** What a push tells; null for one that this page does not know. */
export function event(frame, me) {
  const who = frame.SENDER ?? "";
  const content = frame.CONTENT;
  const where = frame.ROOM || (who === me ? frame.RECEIVER : who);
  const deed = { who, reason: String(frame.REASON ?? ""), seconds: frame.SECONDS ?? 0 };
  if (frame.CODE === "MESSAGE") return message(frame, me);
  if (LESSONS.has(frame.CODE)) return { kind: "lesson", frame }; // read by lessons.js
  if (NOTICES.has(frame.CODE)) {
    const whom = Array.isArray(content) ? content : [String(content)];
    if (deed.reason) return { kind: "put_out", room: frame.ROOM, whom, ...deed };
    return { kind: "notice", what: frame.CODE, room: frame.ROOM, who, whom };
  }
  switch (frame.CODE) {
    case "INVITATION":
      return { kind: "invitation", who, room: frame.ROOM, members: content ?? [] };
    case "ONLINE":
    case "OFFLINE":
      return { kind: "presence", who, online: frame.CODE === "ONLINE" };
    case "TOPIC":
      return { kind: "topic", who, room: frame.ROOM, text: String(content ?? "") };
    case "RENAMED":
      return { kind: "renamed", old: who, now: String(content) };
    case "RULES":
      return { kind: "rules", room: frame.ROOM, changes: content, ...deed };
    case "EXPELLED":
      return { kind: "expelled", banned: frame.BANNED ?? false, ...deed };
    case "REPORTED":
      return { kind: "reported", seq: frame.SEQ, author: frame.AUTHOR, room: frame.ROOM ?? "", text: String(content ?? ""), ...deed };
    case "EDITED":
      return { kind: "edited", who, where, seq: frame.SEQ, text: String(content ?? ""), time: frame.TIME ?? 0 };
    case "REACTED":
      return { kind: "reacted", who, where, seq: frame.SEQ, sign: String(content), on: frame.ON };
    case "PINNED":
      return { kind: "pinned", who, room: frame.ROOM, on: frame.ON };
    case "READ":
      return { kind: "read", where: frame.ROOM || frame.RECEIVER, time: frame.TIME };
    case "TYPING":
      return { kind: "typing", who, where, active: content === "active" };
    case "AWAY":
      return { kind: "away", who, text: String(content ?? "") };
    case "DELETED":
      return { kind: "deleted", seq: frame.SEQ, where, ...deed };
  }
  return null;
}

/** What holds in a room: booleans, seconds in `slow`, names, and `role` of who asked; `bans` and `mutes` if he runs it. */
export function rules({ CONTENT: { ANNOUNCE, LOCKED, ACCOUNTS, SLOW, ROLE, OWNER, MODERATORS, VOICED, BANS, MUTES } }) {
  const switches = { announce: Boolean(ANNOUNCE), locked: Boolean(LOCKED), accounts: Boolean(ACCOUNTS), slow: SLOW ?? 0 };
  const people = { role: ROLE ?? "", owner: OWNER ?? "", moderators: MODERATORS ?? [], voiced: VOICED ?? [] };
  return { ...switches, ...people, runs: ["admin", "owner", "moderator"].includes(ROLE), bans: BANS ?? [], mutes: MUTES ?? [] };
}

/** Somebody said something. `where`: the room, or the other one of a private conversation; `time` in unix seconds. `reply`:
 * { seq, sender, text } of what it answers, the text only as far as the server told it; `edited`: when, 0: never; `deleted`: by
 * whom; `reactions`: [sign, names], as they came.
 */
export function message(frame, me) {
  const sender = frame.SENDER ?? "";
  const mine = sender === me;
  return {
    kind: "message",
    seq: frame.SEQ ?? 0,
    time: frame.TIME ?? 0,
    sender,
    mine,
    where: frame.ROOM || (mine ? frame.RECEIVER : sender),
    private: !frame.ROOM,
    text: String(frame.CONTENT ?? ""),
    file: frame.SHA256 ? { number: frame.FILE, size: frame.SIZE, sha256: frame.SHA256 } : null,
    reply: frame.REPLY ? { seq: frame.REPLY.SEQ, sender: frame.REPLY.SENDER, text: frame.REPLY.CONTENT ?? "" } : null,
    edited: frame.EDITED ?? 0,
    deleted: frame.DELETED ?? "",
    reactions: Object.entries(frame.REACTIONS ?? {}),
  };
}
