// The way of one message, from the steps that the server wrote down: columns, lanes, and what each step is after.

/** In this order every message goes; a column of the diagram each. */
export const COLUMNS = ["woke", "asked", "read", "ruled", "stored", "told", "heard", "rendered", "recorded", "written", "consumed"];
/** What a step of another process comes from. */
const CAUSES = { read: "asked", heard: "told" };

/** Steps as they are drawn: [{step, process, us, column, lane, delta, from}], lanes (names of processes), and the whole time in µs.
 *
 * `from` is the index of the step that it comes from, -1 for the first; several of one kind in one process
 * (`rendered`, for each dialect) are one, as late as the last of them, with their `count`.
 */
export function understand(message) {
  const steps = [];
  for (const { step, process, us } of message.steps ?? []) {
    const column = COLUMNS.indexOf(step);
    if (column < 0) continue;
    const same = steps.find((one) => one.step === step && one.process === process);
    if (same) {
      same.us = us;
      same.count++;
    } else steps.push({ step, process, us, column, count: 1 });
  }
  steps.sort((a, b) => a.us - b.us || a.column - b.column);
  const lanes = lanesOf(steps);
  for (const [index, one] of steps.entries()) {
    one.lane = lanes.indexOf(one.process);
    one.from = before(steps, index);
    one.delta = one.from < 0 ? 0 : one.us - steps[one.from].us;
  }
  const ends = steps.filter(({ step }) => step === "written");
  return { steps, lanes, total: ends.length ? Math.max(...ends.map(({ us }) => us)) : null };
}

/** The sender's worker first, the state next, and then those that are told. */
function lanesOf(steps) {
  const found = [...new Set(steps.map(({ process }) => process))];
  const first = steps.find(({ step }) => step === "woke" || step === "asked" || step === "consumed")?.process;
  const rank = (process) => (process === first ? 0 : process === "state" ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true }));
}

function before(steps, index) {
  const { step, process } = steps[index];
  const cause = CAUSES[step];
  for (let n = index - 1; n >= 0; n--) {
    if (cause ? steps[n].step === cause : steps[n].process === process) return n;
  }
  // The first of several workers may have heard before the last one was told.
  for (let n = index - 1; cause && n >= 0; n--) if (steps[n].process === "state") return n;
  return index > 0 && cause ? index - 1 : -1;
}
