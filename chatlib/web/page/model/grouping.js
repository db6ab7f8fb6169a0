// Who is to be in which group, as a table says: a name and a group in each line. Pure.

/** A table may begin with what its columns are called. */
const HEADER = /^(name|nama)$/i;

/** { groups: { group: [names] }, wrong }; `wrong` is the number of the first line that does not say both, or 0. */
export function grouping(table) {
  const groups = new Map();
  const lines = table.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  for (const [n, line] of lines.entries()) {
    if (!line.trim()) continue;
    const [name, group, ...more] = line.split(/[,;\t]/).map(bare);
    if (!n && HEADER.test(name)) continue;
    if (!name || !group || more.some(Boolean)) return { groups: {}, wrong: n + 1 };
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return { groups: Object.fromEntries(groups), wrong: 0 };
}

/** Names have no separators in them: quotes mean nothing. */
const bare = (cell) => cell.trim().replace(/^"(.*)"$/, "$1").trim();
