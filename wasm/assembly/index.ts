export { aeadOpen, aeadSeal, mac, streamXor } from "./cipher";
export { closeSlot, openFrame, openFrameUnder, openSlot, rekeySlot, sealFrame } from "./frame";
export { readCounter, readHeader, readKid, writeHeader } from "./header";
export { chooseLayer } from "./layer";
export { chooseLayers } from "./layers";
export { levelBlock, levelReset } from "./level";
