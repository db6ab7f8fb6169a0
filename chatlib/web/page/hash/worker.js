// Hashes one file beside the page, which stays usable meanwhile.

import { Sha256 } from "./sha256.js";

/** Bytes that are in memory at once, however long the file is. */
const SLICE = 1 << 20;

onmessage = async ({ data: file }) => {
  const hash = new Sha256();
  try {
    for (let at = 0; at < file.size; at += SLICE) {
      hash.add(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
    }
    postMessage({ hex: hash.hex() });
  } catch {
    postMessage({ hex: "" }); // it was moved or changed
  }
};
