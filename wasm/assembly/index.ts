export { closeSlot, openFrame, openFrameUnder, openSlot, rekeySlot, sealFrame } from "./frame";
export { chooseLayer } from "./layer";
export { chooseLayers } from "./layers";
export { levelBlock, levelReset } from "./level";
