// How to join by terminal: the commands for this very server.

import { open } from "./dialogs.js";
import { h } from "./dom.js";

/** What to type, of what the server tells about itself: [label key, command]. Pure. */
export function commands({ port, fingerprint, packed }, { hostname, protocol }) {
  const bare = hostname.replace(/^\[|\]$/g, "");
  const url = `http://${hostname}:${port}`;
  const secure = fingerprint && protocol === "https:" ? ` --tls --fingerprint ${fingerprint}` : "";
  return [
    ...(packed ? [["t_packed", `pip install --trusted-host ${bare} --index-url ${url}/client/simple/ ruang\nruang-client ${bare} ${port}${secure}`]] : []),
    ["t_plain", `curl -s ${url}/plain.py -o plain.py && python3 plain.py`],
    ["t_client", `python client.py ${bare} ${port}${secure}`],
    ["t_nc", `nc ${bare} ${port}`],
  ];
}

/** The box itself. */
export function terminals(about, words) {
  const rows = commands(about, location).map(([label, command]) => row(words(label), h("pre", {}, h("code", {}, command)), command, words));
  const { hostname } = location;
  const tls = words(about.fingerprint ? "yes" : "no");
  const irc = words("t_irc_values", { host: hostname, port: about.port, tls });
  rows.push(row(words("t_irc"), h("p", {}, irc, about.irc_password && ` ${words("t_irc_password")}`), "", words));
  if (about.fingerprint) rows.push(row(words("t_print"), h("pre", {}, h("code", {}, about.fingerprint)), about.fingerprint, words));
  return h("div", { class: "terminals" }, h("p", { class: "dim" }, words("terminal_hint")), h("dl", {}, ...rows));
}

export const openTerminals = (about, words) => open(words("terminal"), words, [terminals(about, words)], { wide: true });

function row(label, value, copied, words) {
  const head = h("dt", {}, label);
  // By plain http there is no clipboard; the text can be selected all the same.
  if (copied && navigator.clipboard) {
    const button = h("button", { type: "button", class: "quiet small", aria: { label: `${words("copy")}: ${label}` } }, words("copy"));
    button.onclick = async () => {
      await navigator.clipboard.writeText(copied);
      button.textContent = words("copied");
    };
    head.append(button);
  }
  for (const pre of value.tagName === "PRE" ? [value] : []) pre.tabIndex = 0;
  return h("div", {}, head, h("dd", {}, value));
}
