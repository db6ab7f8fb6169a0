// What is fetched when it is first needed; while the server is away, that waits.

/** Milliseconds until what could not be fetched is asked for again. */
const AGAIN = 1000;

/** A module, by its path from here without ".js"; by another address each time, as some browsers keep it in mind that one
 * could not be had.
 */
export async function arrived(path) {
  for (let tries = 0; ; tries++) {
    try {
      return await import(`./${path}.js${tries ? `?${tries}` : ""}`);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
}

/** A module, and the words that only such ones use. */
export async function later(path, words) {
  const [module] = await Promise.all([arrived(path), words.later()]);
  return module;
}
