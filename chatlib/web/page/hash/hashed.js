import { Sha256 } from "./sha256.js";

/** Bytes that are in memory at once, however long the file is. */
const SLICE = 1 << 20;

/** The SHA-256 of a file in hex, or "" if it cannot be read: it was moved or changed. */
export async function hashed(file) {
  const hash = new Sha256();
  try {
    for (let at = 0; at < file.size; at += SLICE) {
      hash.add(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
    }
    return hash.hex();
  } catch {
    return "";
  }
}
