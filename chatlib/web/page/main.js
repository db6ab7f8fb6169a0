// The page begins: in the browser's language, with the session that this tab had before, or by asking who one is.

import { login } from "./views/login.js";
import * as store from "./wire/store.js";
import * as tabs from "./wire/tabs.js";
import { language, load } from "./words/words.js";

const NOTHING_KNOWN = { version: "", port: location.port, fingerprint: "", packed: false, irc_password: false };

const root = document.body;
const [words, about, copy] = await Promise.all([
  load(language()),
  fetch("/about").then((answer) => answer.json()).catch(() => NOTHING_KNOWN),
  tabs.isCopy(),
]);
document.documentElement.lang = words.lang;

let app = null;
let begun = null;
let shell = null;

/** The rest of the page is fetched once somebody comes in. */
async function begin() {
  const [{ App }, { Shell }] = await Promise.all([import("./app.js"), import("./views/shell.js")]);
  app = new App(words, about);
  // Windows of their own find the page's heart here, as long as the page is not on its way out.
  window.ruang = app;
  addEventListener("pagehide", () => (window.ruang = null));
  addEventListener("pageshow", () => (window.ruang = app));
  app.ended.listen(async (why, user) => askWho(user, !why ? "" : why.kind ? expelled(why) : await refused(why)));
  return Shell;
}

async function enter(who) {
  begun ??= begin();
  const Shell = await begun.catch((why) => {
    begun = null;
    throw why;
  });
  await app.enter(who);
  shell = new Shell(app, root);
}

const refused = async (why) => words("back_refused", { why: await words.why(why) });

function expelled({ who, reason, seconds, banned }) {
  const time = words.time(seconds);
  return [words("expelled", { name: who, reason: reason && ` (${reason})` }), banned && words(seconds ? "banned_for" : "banned", { time })].filter(Boolean).join(" ");
}

function askWho(user, said) {
  shell?.destroy();
  shell = null;
  login(root, { about, words, enter, user, said });
}

const before = store.load();
if (copy) {
  store.clear();
  askWho("", words("copied_tab"));
} else if (before?.token) {
  await resume(before);
} else {
  askWho("", "");
}

/** Until the server answers: a reload in an outage loses nothing. */
async function resume(who) {
  const status = document.createElement("p");
  root.replaceChildren(status);
  status.setAttribute("role", "status");
  status.className = "alone";
  status.textContent = words("entering");
  for (let wait = 200; ; wait = Math.min(5000, wait * 2)) {
    try {
      return await enter(who);
    } catch (why) {
      if (why.code && why.code !== "RATE_LIMITED") {
        store.clear();
        return askWho(who.user, await refused(why));
      }
      status.textContent = words("lost");
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
