// What outlives a reload of the page, and ends with its tab: the session, and what is not acknowledged yet.

const SESSION = "ruang.session";
const UNSENT = "ruang.unsent.";

/** Storage may be full, or forbidden: then a reload begins anew, and nothing else is lost. */
export function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

/** { user, guest, token, seq, places } of the session that this tab had, or null. */
export const load = () => attempt(() => JSON.parse(sessionStorage.getItem(SESSION)));

export const save = (session) => attempt(() => sessionStorage.setItem(SESSION, JSON.stringify(session)));

/** A message was typed: { id, to, text, reply, n }; `n` tells the order. */
export const keep = (message) => attempt(() => sessionStorage.setItem(UNSENT + message.id, JSON.stringify(message)));

/** It was acknowledged, or refused. */
export const drop = (id) => attempt(() => sessionStorage.removeItem(UNSENT + id));

/** What was typed and not acknowledged, in order. */
export function unsent() {
  const keys = attempt(() => Object.keys(sessionStorage)) ?? [];
  return keys
    .filter((key) => key.startsWith(UNSENT))
    .map((key) => attempt(() => JSON.parse(sessionStorage.getItem(key))))
    .filter(Boolean)
    .sort((a, b) => a.n - b.n);
}

/** The session is over. */
export function clear() {
  attempt(() => sessionStorage.removeItem(SESSION));
  for (const { id } of unsent()) drop(id);
}

/** What is remembered in this browser for every visit of a user, as who is ignored. */
export const remembered = (name) => attempt(() => JSON.parse(localStorage.getItem(`ruang.${name}`))) ?? [];
export const remember = (name, list) => attempt(() => localStorage.setItem(`ruang.${name}`, JSON.stringify(list)));
