/** How a picture of another place fills the frame: Twilio's words. */
export type FitType = "Contain" | "Cover" | "Fill" | "None";

/** What is done to what is behind the person. */
export type Background =
  | { is: "none" }
  /** @property radiusPx of the blur, in a picture of 640 pixels; larger pictures are blurred as much to the eye */
  | { is: "blur"; radiusPx: number }
  | { is: "picture"; picture: ImageBitmap; fit: FitType };

/** What is done to the camera's picture. */
export interface Look {
  background: Background;
  /** How softly the edge between person and background goes over, in pixels of a picture of 640. */
  edgePx: number;
  /** 0 to 9: how much skin is smoothed. */
  smoothing: number;
  /** 0 to 9: how much skin is lightened. */
  whitening: number;
}

/** As it is. */
export const plainLook: Look = { background: { is: "none" }, edgePx: 5, smoothing: 0, whitening: 0 };

/** Nothing is to be done. */
export function isPlain({ background, smoothing, whitening }: Look): boolean {
  return background.is === "none" && smoothing === 0 && whitening === 0;
}
