export { convolveChannels, convolveColours, convolvePixels, spread } from "./convolve";
export { activate, enlarge, mean, scale, sum } from "./combine";
export { extend, fromColours, halve, lookSmall, splitColours } from "./planes";
export { average, shrink } from "./grid";
export { drawMask, fitLines, joinMask, settle } from "./mask";
export { blendPicture, blendSquares, unweigh, weigh } from "./behind";
export { beautify, findSkin } from "./skin";
