/** What tests look at beside index.ts: no page loads it. */
export { aeadOpen, aeadSeal } from "./cipher";
export { mac, streamXor } from "./cipher-parts";
export { readCounter, readHeader, readKid, writeHeader } from "./header";
