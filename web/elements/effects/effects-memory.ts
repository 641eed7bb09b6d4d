import { drawnBackgrounds, type DrawnBackground } from "../../effects/drawn-backgrounds.ts";

/** What is behind a person: as it is, blurred, a picture of their own, or one that is drawn. */
export type BackgroundChoice = "none" | "light" | "strong" | "own" | DrawnBackground;

/** What a person has chosen for their camera and microphone. */
export interface EffectsChoice {
  background: BackgroundChoice;
  /** 0 to 9. */
  smoothing: number;
  /** 0 to 9. */
  whitening: number;
  suppressesNoise: boolean;
}

export function hasEffects({ background, smoothing, whitening, suppressesNoise }: EffectsChoice): boolean {
  return background !== "none" || smoothing > 0 || whitening > 0 || suppressesNoise;
}

/** Whoever opens devices looks whether it is there: see call-media.ts. */
const storageKey = "meshcall.effects";
const pictureKey = "meshcall.effects-picture";
/** Of the picture as text: browsers keep 5 MB for a site. */
const pictureChars = 1_000_000;

/** What was kept, and the usual for all else. */
export function recallEffects(): EffectsChoice {
  const kept = readJson();
  const background = kept["background"];
  return {
    background: isBackground(background) ? background : "none",
    smoothing: strength(kept["smoothing"]),
    whitening: strength(kept["whitening"]),
    suppressesNoise: kept["suppressesNoise"] === true,
  };
}

export function keepEffects(choice: EffectsChoice): void {
  try {
    if (hasEffects(choice)) localStorage.setItem(storageKey, JSON.stringify(choice));
    else localStorage.removeItem(storageKey);
  } catch {
    // not remembered, then: the browser keeps nothing, or is full
  }
}

/** Undefined: there is none, or it cannot be read. */
export async function recallPicture(): Promise<ImageBitmap | undefined> {
  try {
    const kept = localStorage.getItem(pictureKey);
    if (kept === null) return undefined;
    const bytes = Uint8Array.from(atob(kept), (char) => char.charCodeAt(0));
    return await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
  } catch {
    return undefined;
  }
}

/** The widest that is of use. */
const pictureWidthPx = 1280;

/**
 * Takes a picture, and keeps it for the next time where there is room.
 * @throws the browser's DOMException (as a rejection) for what is no picture
 */
export async function takePicture(file: Blob): Promise<ImageBitmap> {
  const whole = await createImageBitmap(file);
  const scale = Math.min(1, pictureWidthPx / whole.width);
  const canvas = new OffscreenCanvas(Math.ceil(whole.width * scale), Math.ceil(whole.height * scale));
  canvas.getContext("2d")?.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  try {
    const chars = Array.from(new Uint8Array(await jpeg.arrayBuffer()), (byte) => String.fromCharCode(byte));
    const text = btoa(chars.join(""));
    if (text.length <= pictureChars) localStorage.setItem(pictureKey, text);
  } catch {
    // not remembered, then
  }
  return createImageBitmap(canvas);
}

function isBackground(value: unknown): value is BackgroundChoice {
  return ["none", "light", "strong", "own", ...drawnBackgrounds].some((each) => each === value);
}

function strength(value: unknown): number {
  return typeof value === "number" && value >= 0 && value <= 9 ? Math.round(value) : 0;
}

function readJson(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    return typeof kept === "object" && kept !== null ? { ...kept } : {};
  } catch {
    return {}; // blocked, or not ours
  }
}
