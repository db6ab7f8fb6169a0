// Away by itself: where no window of the page was looked at for a time that one sets, the others are told.

import { key } from "./model/text.js";
import * as store from "./wire/store.js";

/** Milliseconds between two looks at the clock. */
const LOOK_EVERY = 5000;
/** Seconds that one can choose from; 0: never. */
export const CHOICES = [0, 300, 600, 1800, 3600];

/** Of the `app`. Tabs of one user in this browser tell each other by what is stored when somebody looked last. */
export class Idle {
  #away = false;

  constructor(app) {
    this.app = app;
    setInterval(() => this.#look(), LOOK_EVERY);
    addEventListener("focus", () => this.#look());
  }

  get seconds() {
    return store.remembered(this.#name("away"))[0] ?? 0;
  }

  set seconds(count) {
    store.remember(this.#name("away"), [count]);
    this.#look();
  }

  #name(what) {
    return `${what}.${key(this.app.user)}`;
  }

  #look() {
    const { app, seconds } = this;
    if (!app.session || !(seconds || this.#away) || (app.away && !this.#away)) return;
    const now = Date.now();
    const looked = this.#name("looked");
    if (document.hasFocus() || app.popouts.focused || !store.remembered(looked)[0]) store.remember(looked, [now]);
    const idle = seconds > 0 && now - store.remembered(looked)[0] > seconds * 1000;
    if (idle === this.#away) return;
    this.#away = idle;
    app.do("away", { text: idle ? app.words("is_auto_away") : "" }, app.conversations.lobby);
  }
}
