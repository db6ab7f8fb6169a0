// A message as it comes, along the tree within a second: nothing to read, only that it is seen to go.

import { calm } from "../dom.js";
import { homeOf, receiversOf } from "./travel.js";

/** Milliseconds from one process to the next, and for which the receivers are lit. */
const HOP = 260;
const LIT = 500;

/** Begins; returns what ends it at once. */
export function flow(tree, message, steps) {
  const home = homeOf(steps, message);
  const card = home === null ? null : tree.card(`worker ${home}`);
  const state = tree.card("state");
  if (calm() || !card || !state) return () => {};
  const sender = message.private ? null : tree.dot(home, message.cid);
  const told = [...new Set((message.receivers ?? []).map(({ worker }) => `worker ${worker}`))];
  const dots = told.flatMap((place) => receiversOf(tree, message, place).map((dot) => [tree.card(place), dot]));
  const hops = [
    () => tree.tokens.go(sender ?? card, [card], HOP),
    () => tree.tokens.go(card, [state], HOP),
    () => tree.tokens.go(state, told.map((place) => tree.card(place)), HOP),
    () => tree.tokens.fly(dots, HOP),
    () => {
      tree.tokens.clear();
      tree.light([], dots.map(([, dot]) => dot));
    },
  ];
  let timer = 0;
  const ended = () => {
    clearTimeout(timer);
    tree.tokens.clear();
    tree.light([]);
  };
  const hop = (n) => {
    if (n === hops.length) return ended();
    hops[n]();
    timer = setTimeout(() => hop(n + 1), n === hops.length - 1 ? LIT : HOP);
  };
  hop(0);
  return ended;
}
