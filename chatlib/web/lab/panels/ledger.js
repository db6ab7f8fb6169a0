// What was accepted, stored and delivered, and whether those who count agree.

import { h, reconcile, setAttribute, setText } from "../dom.js";
import { bytes, number } from "../format.js";

const ROWS = ["accepted", "stored", "delivered", "waiting", "lost", "doubled", "disconnected", "left"];
const BAD = ["lost", "doubled", "disconnected"];
/** Characters that fit beside their word in large type. */
const LONG = 9;
const RATES = ["accepted", "delivered"];

export class Ledger {
  #values = {};
  #workers = new Map();

  constructor({ model, loop, words }) {
    this.model = model;
    this.words = words;
    const rows = ROWS.map((key) => {
      const value = h("dd", { class: "value" }, "–");
      const rate = RATES.includes(key) ? h("dd", { class: "rate" }) : null;
      const row = h("div", { class: `row ${key}` }, h("dt", {}, words(key)), rate, value);
      this.#values[key] = { value, row, rate };
      return row;
    });
    this.verdict = h("p", { class: "balance", role: "status" }, words("no_ledger"));
    this.workers = h("div", { class: "accounts" });
    this.element = h(
      "section",
      { class: "panel ledger", aria: { label: words("ledger") } },
      h("h2", {}, words("ledger")),
      h("dl", {}, ...rows),
      this.verdict,
      this.workers,
    );
    loop.on("ledger", () => this.#draw());
  }

  #draw() {
    const { ledger } = this.model;
    const { words } = this;
    if (!ledger) return;
    for (const [key, { value, row, rate }] of Object.entries(this.#values)) {
      const count = number(ledger[key], words.lang);
      setText(value, count);
      value.classList.toggle("long", count.length > LONG);
      if (BAD.includes(key)) row.classList.toggle("bad", ledger[key] > 0);
      if (rate) setText(rate, words("per_second", { count: this.#rate(ledger.per_second?.[key] ?? 0) }));
    }
    const wrong = ledger.lost > 0 || ledger.doubled > 0;
    const verdict = wrong ? "wrong" : ledger.balanced ? "balanced" : "unbalanced";
    setText(this.verdict, words(verdict));
    setAttribute(this.verdict, "data-verdict", verdict);
    const items = ledger.told.map(({ worker, told, heard }) => {
      const written = ledger.bytes?.find((one) => one.worker === worker);
      return [worker, () => this.#account(worker), (account) => this.#fill(account, told, heard, written)];
    });
    reconcile(this.workers, this.#workers, items);
  }

  #rate(count) {
    return number(count, this.words.lang, count < 100 ? 1 : 0);
  }

  #account(worker) {
    const { words } = this;
    const one = (key) => h("div", {}, h("span", {}, words(key)), h("b"));
    return h("div", { class: "account" }, h("h3", {}, `worker ${worker}`), one("told_heard"), one("given_kernel"));
  }

  #fill(account, told, heard, written) {
    const { lang } = this.words;
    const [counts, sizes] = account.querySelectorAll("b");
    setText(counts, `${number(told, lang)} / ${number(heard, lang)}`);
    setText(sizes, written ? `${bytes(written.given, lang)} / ${bytes(written.kernel, lang)}` : "–");
  }
}
