// What is fetched when it is first needed; while the server is away, that waits.

/** Milliseconds until what could not be fetched is asked for again. */
const AGAIN = 1000;

let styled = null;

/** A module, by its path from here without ".js". */
export const arrived = (path) => again((query) => import(`./${path}.js${query}`));

/** A module, with the words and the style that only such ones use. */
export async function later(path, words) {
  styled ??= again(style);
  const [module] = await Promise.all([arrived(path), words.later(), styled]);
  return module;
}

/** By another address each time: some browsers keep it in mind that something could not be had. */
async function again(fetched) {
  for (let tries = 0; ; tries++) {
    try {
      return await fetched(tries ? `?${tries}` : "");
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
}

function style(query) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = `/page/style/later.css${query}`;
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
  });
}
