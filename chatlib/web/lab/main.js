// The page begins: what the server tells goes into the model, and what is drawn of it is drawn in the next frame.

import { Feed } from "./feed.js";
import { Loop } from "./loop.js";
import { Model } from "./model.js";
import { build } from "./shell.js";
import { fallback, load } from "./words/words.js";

const model = new Model();
const loop = new Loop();
let wanted = null;
let shown = null;

const feed = new Feed(location, {
  frame(frame) {
    const what = model.take(frame);
    if (what === "hello") speak(frame.lang === "id" ? "id" : "en");
    if (what) loop.mark(what);
    if (what === "hello") loop.mark("action");
  },
  connected(now) {
    model.connected = now;
    if (!now) model.interrupted();
    loop.mark("connected");
  },
});

/** The page speaks as the server does, whose words it shows. What was typed so far is in the model. */
async function speak(lang) {
  if (wanted === lang) return;
  wanted = lang;
  const words = await load(lang);
  if (wanted !== lang) return;
  loop.clear();
  shown?.destroy();
  document.documentElement.lang = lang;
  shown = build({ model, loop, words, ask: (what) => feed.send(what) });
  loop.all();
}

await speak(fallback());
feed.open();
