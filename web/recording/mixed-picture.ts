import { mixLayout, type Place } from "./mix-layout.ts";
import type { MixedSource } from "./thread-wire.ts";

const background = "#0f1413";
const tileColour = "#1f2826";
const textColour = "#edf3f0";
const plateColour = "rgb(10 16 14 / 70%)";

export type DrawnFrame = VideoFrame | OffscreenCanvas;

/** Everybody on one canvas, as on the stage. */
export class MixedPicture {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;

  /** @throws Error where there is no canvas to draw on */
  constructor(widthPx: number, heightPx: number) {
    this.#canvas = new OffscreenCanvas(widthPx, heightPx);
    const context = this.#canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("No canvas to draw on");
    this.#context = context;
  }

  /** @param frameOf the latest one of a source; undefined: no camera */
  draw(sources: readonly MixedSource[], frameOf: (id: string) => DrawnFrame | undefined): OffscreenCanvas {
    const { width, height } = this.#canvas;
    const context = this.#context;
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    const places = mixLayout(
      sources.map(({ isScreen }) => isScreen),
      width,
      height,
    );
    for (const [index, source] of sources.entries()) {
      const place = places[index];
      if (place !== undefined) this.#drawTile(source, place, frameOf(source.id));
    }
    return this.#canvas;
  }

  #drawTile({ name, isScreen }: MixedSource, place: Place, frame: DrawnFrame | undefined): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.roundRect(place.x, place.y, place.width, place.height, 10);
    context.clip();
    context.fillStyle = tileColour;
    context.fillRect(place.x, place.y, place.width, place.height);
    if (frame !== undefined) drawInto(context, frame, place, isScreen);
    const size = Math.max(11, Math.round(place.height / 16));
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    if (frame === undefined) {
      context.fillStyle = textColour;
      context.textAlign = "center";
      context.fillText(name, place.x + place.width / 2, place.y + place.height / 2, place.width - 16);
    } else {
      const width = Math.min(context.measureText(name).width, place.width - 28);
      const y = place.y + place.height - size * 1.9;
      context.fillStyle = plateColour;
      context.beginPath();
      context.roundRect(place.x + 6, y, width + 16, size * 1.6, size * 0.8);
      context.fill();
      context.fillStyle = textColour;
      context.textAlign = "left";
      context.fillText(name, place.x + 14, y + size * 0.8, width);
    }
    context.restore();
  }
}

/** Faces fill their place, screens are whole. */
export function drawInto(
  context: OffscreenCanvasRenderingContext2D,
  frame: DrawnFrame,
  place: Place,
  isWhole: boolean,
): void {
  const [width, height] =
    frame instanceof OffscreenCanvas
      ? [frame.width, frame.height]
      : [frame.displayWidth, frame.displayHeight];
  const scales = [place.width / width, place.height / height] as const;
  const scale = isWhole ? Math.min(...scales) : Math.max(...scales);
  const [drawnWidth, drawnHeight] = [width * scale, height * scale];
  context.drawImage(
    frame,
    place.x + (place.width - drawnWidth) / 2,
    place.y + (place.height - drawnHeight) / 2,
    drawnWidth,
    drawnHeight,
  );
}
