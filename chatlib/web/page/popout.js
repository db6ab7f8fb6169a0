// The page of a window of its own: it shows a conversation of the page that opened it.

import { h } from "./views/dom.js";
import { ConversationView } from "./views/conversation.js";
import { language, load } from "./words/words.js";

/** Milliseconds between two looks for the opener, while it is away. */
const LOOK_EVERY = 250;

const words = await load(language());
document.documentElement.lang = words.lang;
let where = decodeURIComponent(location.hash.slice(1));
let view = null;
let detach = () => {};

/** The page's App, if it is there and somebody is logged in. */
function found() {
  try {
    const app = opener && !opener.closed ? opener.ruang : null;
    return app?.session?.token ? app : null;
  } catch {
    return null; // it shows another site by now
  }
}

function say(key) {
  view?.destroy();
  view = null;
  document.title = "Ruang";
  document.body.replaceChildren(h("main", { class: "alone" }, h("p", { role: "status" }, words(key))));
}

function attach(app) {
  const conversation = app.conversations.of(where) ?? app.conversations.begin(where, "person");
  view = new ConversationView(app, conversation);
  document.body.replaceChildren(h("main", { class: "shell popped" }, view.element));
  const name = () => {
    where = conversation.where;
    document.title = conversation.kind === "lobby" ? "Ruang" : `${where} — Ruang`;
    history.replaceState(null, "", `#${encodeURIComponent(where)}`);
  };
  name();
  const stop = app.conversations.changed.listen((one) => one === conversation && one.where !== where && name());
  const back = app.popouts.attach(conversation, window, (what) => {
    detach();
    say(what === "gone" ? "pop_waits" : "pop_out_of");
    setTimeout(wait, LOOK_EVERY);
  });
  // A page that is closed in a hurry does not say so.
  const looking = setInterval(() => {
    if (found() === app) return;
    detach();
    say("pop_waits");
    wait();
  }, LOOK_EVERY);
  detach = () => {
    clearInterval(looking);
    stop();
    view?.destroy();
    view = null;
    detach = () => {};
    back();
  };
  view.focus();
}

function wait() {
  const app = found();
  if (app) return attach(app);
  if (!opener || opener.closed) return say("pop_gone");
  setTimeout(wait, LOOK_EVERY);
}

addEventListener("pagehide", () => detach());
say("pop_waits");
wait();
