// Who was here when, as a table for a spreadsheet: that of `server.py attendance`. Pure.

const HEADER = ["name", "account", "came", "went", "minutes"];

const two = (number) => String(number).padStart(2, "0");

/** `visits` as the protocol's ATTENDANCE has them; times are those of this machine, `now` counts for who is still here. */
export function attendance(visits, now) {
  const rows = visits.map(({ WHO, ACCOUNT, CAME, WENT }) => {
    const minutes = Math.round(((WENT || now) - CAME) / 60);
    return [harmless(WHO), ACCOUNT ? "yes" : "no", written(CAME), WENT ? written(WENT) : "", minutes];
  });
  return [HEADER, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

function written(seconds) {
  const at = new Date(seconds * 1000);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":")}`;
}

/** A spreadsheet takes what begins so for a formula. */
const harmless = (name) => (/^[=+\-@]/.test(name) ? `'${name}` : name);

const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
