// What the dots' colours and forms say.

import { h } from "../dom.js";
import { DIALECTS } from "./dots.js";

export function legend(words) {
  const one = (look, said) => h("li", {}, h("span", { class: `dot ${look}`, aria: { hidden: true } }), said);
  return h(
    "ul",
    { class: "legend", aria: { label: words("legend") } },
    ...DIALECTS.map((dialect, n) => one(`d${n}`, dialect)),
    one("unnamed", words("no_name")),
    one("waiting", words("legend_waiting")),
    one("faulty", words("legend_fault")),
  );
}
