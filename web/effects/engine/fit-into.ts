import type { FitType } from "../look.ts";

/** The picture as it lies behind the person. What it leaves free is black, as with Twilio. */
export function fitInto(picture: ImageBitmap, fit: FitType, width: number, height: number): ImageData {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (pen === null) throw new DOMException("The browser has no canvas", "NotSupportedError");
  const [byX, byY] = scaleOf(fit, width / picture.width, height / picture.height);
  const [toWidth, toHeight] = [picture.width * byX, picture.height * byY];
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, (width - toWidth) / 2, (height - toHeight) / 2, toWidth, toHeight);
  return pen.getImageData(0, 0, width, height);
}

/** @param across how much wider the frame is than the picture @param down how much higher */
function scaleOf(fit: FitType, across: number, down: number): readonly [number, number] {
  switch (fit) {
    case "Contain":
      return [Math.min(across, down), Math.min(across, down)];
    case "Cover":
      return [Math.max(across, down), Math.max(across, down)];
    case "Fill":
      return [across, down];
    case "None":
      return [1, 1];
  }
}
