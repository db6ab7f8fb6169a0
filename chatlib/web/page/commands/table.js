// The table of commands: the words are those of the terminal client, but for what only a terminal has.
//
// `words` of the course protocols, with a slash or without; `slashed` are words of everyday language, or of the users of
// IRC, and so only commands with a slash in front. The first of all is the one that help shows, and the key of its
// description in words/. `usage`: what follows the word, in the lobby; `usageHere` in another conversation, if that differs.

import * as forms from "./forms.js";

const row = (topic, words, slashed, usage, form, usageHere = usage) => ({
  topic,
  words: words.split(" ").filter(Boolean),
  slashed: slashed.split(" ").filter(Boolean),
  usage,
  form,
  usageHere,
  word: (slashed || words).split(" ")[0],
});

export const TOPICS = ["talk", "people", "rooms", "moderation", "class", "files", "you"];

export const COMMANDS = [
  row("talk", "pm send sendto sendprivate msg", "", "USER TEXT", forms.message("pm")),
  row("talk", "", "query", "USER [TEXT]", forms.namePerhapsText("query")),
  row("talk", "", "open", "USER | ROOM", forms.name("open")),
  row("talk", "", "me", "TEXT", forms.textHere("me")),
  row("talk", "sendall", "", "TEXT", forms.text("sendall")),
  row("talk", "sendgroup", "", "GROUP TEXT", forms.message("say")),
  row("talk", "switchgrup", "", "GROUP TEXT | GROUP listuser | GROUP adduser USER …", forms.switchgrup),
  row("talk", "sendprivaterealm", "", "REALM USER TEXT", forms.across("pm")),
  row("talk", "sendgrouprealm", "", "REALM GROUP TEXT", forms.across("say")),
  row("talk", "", "search", "WORDS", forms.textHere("search")),
  row("talk", "", "reply", "TEXT", forms.textHere("reply")),
  row("talk", "", "react", "EMOJI", forms.textHere("react")),
  row("talk", "", "edit", "TEXT", forms.textHere("edit")),
  row("talk", "", "delete", "[REASON]", forms.perhapsHere("delete")),
  row("talk", "", "pin", "", forms.here("pin")),
  row("talk", "", "unpin", "", forms.here("unpin")),
  row("talk", "", "pins", "", forms.here("pins")),
  row("talk", "inbox", "", "", forms.alone("inbox")),
  row("talk", "inboxgroup", "", "GROUP", forms.name("open")),
  row("talk", "", "clear", "", forms.here("clear")),
  row("talk", "", "close", "", forms.here("close")),
  row("people", "listuser list", "", "", forms.alone("who")),
  row("people", "", "who", "", forms.here("who_here")),
  row("people", "", "ignore", "[USER]", forms.perhaps("ignore")),
  row("people", "", "unignore", "USER", forms.name("unignore")),
  row("rooms", "", "rooms", "", forms.alone("rooms")),
  row("rooms", "creategrup", "", "GROUP adduser USER …", forms.creategrup),
  row("rooms", "creategroup", "", "GROUP [KEY]", forms.keyed("make_room")),
  row("rooms", "joingroup joingrup", "join", "ROOM [KEY]", forms.keyed("join")),
  row("rooms", "acceptgrup", "", "GROUP", forms.name("accept")),
  row("rooms", "rejectgrup", "", "GROUP", forms.name("reject")),
  row("rooms", "exitgrup leavegroup", "", "GROUP", forms.name("leave")),
  row("rooms", "", "leave part", "GROUP", forms.nameOrHere("leave"), "[GROUP]"),
  row("rooms", "", "invite", "GROUP USER …", forms.invite, "USER …"),
  row("rooms", "", "topic", "ROOM [TEXT]", forms.topic, "[TEXT]"),
  row("rooms", "", "deleteroom", "ROOM", forms.name("delete_room")),
  row("moderation", "", "rules", "[RULE on|off | slow SECONDS]", forms.rules),
  row("moderation", "", "kick", "USER [REASON]", forms.userReasonHere("kick")),
  row("moderation", "", "ban", "USER [address] [TIME] [REASON]", forms.ban, "USER [TIME] [REASON]"),
  row("moderation", "", "unban", "USER", forms.userHere("unban")),
  row("moderation", "", "mute", "USER [TIME] [REASON]", forms.userTimeReasonHere("mute")),
  row("moderation", "", "unmute", "USER", forms.userHere("unmute")),
  row("moderation", "", "moderator", "USER", forms.userHere("moderator")),
  row("moderation", "", "unmoderator", "USER", forms.userHere("unmoderator")),
  row("moderation", "", "voice", "USER", forms.userHere("voice")),
  row("moderation", "", "unvoice", "USER", forms.userHere("unvoice")),
  row("moderation", "", "modlog", "", forms.here("modlog")),
  row("moderation", "", "report", "[REASON]", forms.perhapsHere("report")),
  row("class", "", "hand", "[off]", forms.hand),
  row("class", "", "hands", "", forms.here("hands")),
  row("class", "", "call", "[USER]", forms.perhapsUserHere("call")),
  row("class", "", "ask", "QUESTION", forms.textHere("ask")),
  row("class", "", "poll", "QUESTION | OPTION | OPTION …", forms.poll),
  row("class", "", "vote", "NUMBER", forms.vote),
  row("class", "", "groups", "NUMBER [NAME]", forms.groups),
  row("class", "", "attendance", "", forms.here("attendance")),
  row("files", "", "file", "", forms.here("file")),
  row("files", "", "get", "[NUMBER]", forms.numberHere("get")),
  row("files", "", "decline", "[NUMBER]", forms.numberHere("decline")),
  row("you", "whoami", "", "", forms.alone("whoami")),
  row("you", "", "nick", "NAME", forms.name("nick")),
  row("you", "", "away", "[TEXT] | auto TIME | auto off", forms.away),
  row("you", "login auth authlogin", "", "NAME PASSWORD", forms.account("login")),
  row("you", "register regist", "", "NAME PASSWORD", forms.account("login")),
  row("you", "logout", "", "", forms.alone("logout")),
  row("you", "exit", "quit", "", forms.alone("logout")),
  row("you", "", "help", "[COMMAND]", forms.perhaps("help")),
];

const known = (of) => new Map(COMMANDS.flatMap((command) => of(command).map((word) => [word, command])));

export const BARE = known((command) => command.words);
export const SLASHED = known((command) => command.slashed);
