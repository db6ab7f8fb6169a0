// Whose session it is. A browser copies what a tab has stored into a duplicate of it, and two pages with one token
// would say everything twice. So a page marks what it has stored as in use, and takes the mark away when it goes: what is
// found without a mark is the page's own, after a reload. With a mark, it is a copy, or what a browser that was killed
// brings back: the page that has it, if it lives, says so, and then the copy begins anew.

import { attempt } from "./store.js";

const MARK = "ruang.in-use";
/** Milliseconds: a page of the same browser answers at once, even if nobody looks at it. */
const WITHIN = 300;

let channel = null;

/** Whether the session that is stored here belongs to another page that is open. */
export async function isCopy() {
  const holder = attempt(() => sessionStorage.getItem(MARK));
  if (!holder || !("BroadcastChannel" in window)) return false;
  const asking = new BroadcastChannel("ruang");
  const answer = await new Promise((resolve) => {
    asking.onmessage = ({ data }) => data.mine === holder && resolve(true);
    asking.postMessage({ whose: holder });
    setTimeout(() => resolve(false), WITHIN);
  });
  asking.close();
  return answer;
}

/** This page has the session from now on, until it is closed or reloaded. */
export function hold() {
  release();
  const own = String(crypto.getRandomValues(new Uint32Array(2)));
  const mark = () => attempt(() => sessionStorage.setItem(MARK, own));
  mark();
  if (!("BroadcastChannel" in window)) return;
  channel = new BroadcastChannel("ruang");
  channel.onmessage = ({ data }) => data.whose === own && channel.postMessage({ mine: own });
  channel.unmark = unmark;
  channel.mark = mark;
  addEventListener("pagehide", channel.unmark);
  addEventListener("pageshow", channel.mark);
}

/** There is no session any more. */
export function release() {
  unmark();
  if (!channel) return;
  removeEventListener("pagehide", channel.unmark);
  removeEventListener("pageshow", channel.mark);
  channel.close();
  channel = null;
}

const unmark = () => attempt(() => sessionStorage.removeItem(MARK));
