// Hashes one file beside the page, which stays usable meanwhile.

import { hashed } from "./hashed.js";

onmessage = async ({ data: file }) => postMessage({ hex: await hashed(file) });
