// The contents of files, over HTTP.

import { Refusal } from "./protocol.js";

/** Sends the whole content of file `number` in a `session`; `progress` is told how much of it is there, from 0 to 1.
 *
 * Resolves with the server's answer; rejects with a Refusal, or with a TypeError if the connection was lost: then it may
 * simply be sent again.
 */
export function upload(number, content, { origin, token }, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${origin}/files/${number}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => total && progress(loaded / total);
    request.onerror = request.onabort = () => reject(new TypeError("lost"));
    request.onload = () => {
      const frame = parsed(request.responseText);
      if (frame?.CODE === "FILE_OK") resolve(frame);
      else reject(frame ? new Refusal(frame) : new TypeError("lost"));
    };
    request.send(content);
  });
}

/** The content of file `number`, as a blob. Rejects with a Refusal, or a TypeError. */
export async function download(number, { origin, token }) {
  const answer = await fetch(`${origin}/files/${number}`, { headers: { Authorization: `Bearer ${token}` } });
  if (answer.ok) return answer.blob();
  const frame = parsed(await answer.text());
  throw frame ? new Refusal(frame) : new TypeError("lost");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
