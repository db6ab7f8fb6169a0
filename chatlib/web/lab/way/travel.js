// Where in the tree a step is seen: which processes and connections light up, and from where to where the message goes.

/** Draws one step of a way there; `index` -1: it lies at the sender's socket. */
export function travel(tree, message, steps, index, milliseconds) {
  const home = homeOf(steps, message);
  const sender = home === null || message.private ? null : tree.dot(home, message.cid);
  const homeCard = home === null ? null : tree.card(`worker ${home}`);
  if (index < 0) {
    tree.light([], [sender]);
    const start = sender ?? homeCard;
    return start ? tree.tokens.go(start, [start], 0) : tree.tokens.clear();
  }
  const { step, process, from } = steps[index];
  const card = tree.card(process);
  if (step === "written") {
    const dots = receiversOf(tree, message, process);
    tree.light([process], dots);
    return tree.tokens.go(card, dots.length ? dots : [card], milliseconds);
  }
  if (step === "consumed") {
    tree.light([process], [sender]);
    return tree.tokens.go(sender ?? card, [sender ?? card], 0);
  }
  tree.light([process], step === "woke" ? [sender] : []);
  const origin = step === "woke" ? (sender ?? card) : from < 0 ? card : tree.card(steps[from].process);
  return tree.tokens.go(origin ?? card, [card], milliseconds);
}

/** The number of the sender's worker, as far as the steps tell. */
export function homeOf(steps, message) {
  const found = steps.find(({ step, process }) => ["woke", "asked", "consumed"].includes(step) && process.startsWith("worker "));
  if (found) return Number(found.process.slice(7));
  return message.receivers?.[0]?.worker ?? null;
}

/** The dots of those whom a process wrote to, of those that are shown. */
export function receiversOf(tree, message, process) {
  const mine = (message.receivers ?? []).filter(({ worker }) => `worker ${worker}` === process);
  return mine.flatMap(({ worker, cids }) => cids.map((cid) => tree.dot(worker, cid))).filter(Boolean);
}
