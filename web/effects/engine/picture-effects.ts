import type { Background, Look } from "../look.ts";
import { PersonNetwork } from "../person/network.ts";
import type { EffectsWasm } from "../wasm.ts";
import { fitInto } from "./fit-into.ts";
import { Planes } from "./planes.ts";

/** Pixels that a radius is given for. */
const usualWidthPx = 640;
/** Pixels of one square of the grid, in each direction. */
const squarePx = 4;
const bytesPerSquare = 16;
/**
 * Of the guided filter: brightness (0 to 1) that varies less than its square root is no edge. By eye, on photographs at
 * 640x360: hair stays, and no pattern of a shirt shows in the mask.
 */
const maskEpsilon = 0.001;
/** The same for what is smoothed of skin at its strongest; the wings of a nose stay. */
const lightEpsilon = 0.004;
const skinRadius = 2;
/** Three averages are nearly a Gaussian. */
const blurRounds = 3;
/** At 9, of 9. By eye: gentle. */
const strongestSmoothing = 0.9;
const strongestWhitening = 0.7;

/** Changes pictures of one size. */
export class PictureEffects {
  /** Of the pictures that come. */
  readonly width: number;
  readonly height: number;
  /** Pictures leave with half of both. */
  readonly isHalved: boolean;
  readonly #wasm: EffectsWasm;
  /** Where pictures come in that are halved. */
  readonly #whole: Planes | undefined;
  /** What is read, changed and shown. */
  readonly planes: Planes;
  readonly #columns: number;
  readonly #rows: number;
  readonly #grid: number;
  readonly #joined: number;
  readonly #lines: number;
  readonly #spots: number;
  readonly #behind: number;
  readonly #between: number;
  readonly #row: number;
  readonly #mask: number;
  readonly #network: PersonNetwork | undefined;
  readonly #shown: number;
  #hasMask = false;
  #other: { background: Background; planes: Planes } | undefined;

  /** @param model a TensorFlow Lite file; undefined where the background stays as it is */
  constructor(
    wasm: EffectsWasm,
    model: Uint8Array | undefined,
    width: number,
    height: number,
    isHalved = false,
  ) {
    this.#wasm = wasm;
    this.width = width;
    this.height = height;
    this.isHalved = isHalved;
    this.#whole = isHalved ? new Planes(wasm, width, height) : undefined;
    // whole squares of colour
    this.planes = isHalved
      ? new Planes(wasm, (width >> 2) * 2, (height >> 2) * 2)
      : new Planes(wasm, width, height);
    const { stride, rows } = this.planes;
    this.#columns = stride / squarePx;
    this.#rows = rows / squarePx;
    const gridBytes = this.#columns * this.#rows * bytesPerSquare;
    const rowBytes = this.#columns * bytesPerSquare;
    this.#grid = wasm.reserve(gridBytes);
    this.#joined = wasm.reserve(gridBytes);
    this.#lines = wasm.reserve(gridBytes);
    this.#spots = wasm.reserve(gridBytes);
    this.#behind = wasm.reserve(gridBytes);
    this.#between = wasm.reserve(gridBytes + rowBytes);
    this.#row = wasm.reserve(2 * (rowBytes + 2 * bytesPerSquare));
    this.#mask = wasm.reserve(stride * rows);
    this.#network = model === undefined ? undefined : new PersonNetwork(wasm, model);
    const { width: maskWidth = 2, height: maskHeight = 2 } = this.#network ?? {};
    this.#shown = wasm.reserve(maskWidth * maskHeight * 4);
  }

  /**
   * @param frame of this size; stays the caller's
   * @param looks whether to look anew where the person is; false: they are where they were
   * @returns the frame that is to be shown, the caller's too
   */
  async apply(frame: VideoFrame, look: Look, looks: boolean): Promise<VideoFrame> {
    const { planes } = this;
    const whole = this.#whole;
    await (whole ?? planes).read(frame);
    if (whole !== undefined) planes.halve(whole);
    this.change(look, looks);
    return planes.toFrame(frame);
  }

  /** The part that computes: changes what was read. */
  change(look: Look, looks: boolean): void {
    const { exports: wasm } = this.#wasm;
    const { y, u, v, stride, rows } = this.planes;
    const [columns, lines] = [this.#columns, this.#rows];
    const squares = columns * lines;
    const hasBackground = look.background.is !== "none" && this.#network !== undefined;
    const isBeautified = look.smoothing > 0 || look.whitening > 0;
    if (hasBackground && (looks || !this.#hasMask)) this.#look();
    wasm.shrink(y, u, v, stride, columns, lines, this.#grid);
    this.#fit(look);
    if (hasBackground) wasm.drawMask(y, stride, rows, this.#lines, columns, lines, this.#row, this.#mask);
    if (isBeautified) {
      wasm.findSkin(this.#grid, this.#spots, squares);
      this.#average(this.#spots, this.#spots, skinRadius);
    }
    if (hasBackground) wasm.weigh(this.#grid, this.#joined, this.#behind, squares);
    if (look.background.is === "blur" && hasBackground) {
      const radius = Math.max(1, this.#squares(look.background.radiusPx));
      for (let round = 0; round < blurRounds; round++) this.#average(this.#behind, this.#behind, radius);
    }
    if (hasBackground) wasm.unweigh(this.#behind, this.#spots, this.#behind, squares);
    if (isBeautified) {
      if (!hasBackground) wasm.unweigh(this.#grid, this.#spots, this.#behind, squares);
      const smooth = (look.smoothing / 9) * strongestSmoothing;
      const white = (look.whitening / 9) * strongestWhitening;
      wasm.beautify(y, stride, rows, this.#lines, this.#behind, columns, lines, this.#row, smooth, white);
    }
    if (look.background.is === "blur" && hasBackground) {
      wasm.blendSquares(y, u, v, stride, rows, this.#mask, this.#behind, columns, lines, this.#row);
    } else if (look.background.is === "picture" && hasBackground) {
      const other = this.#pictureOf(look.background);
      wasm.blendPicture(y, u, v, stride, rows, this.#mask, other.y, other.u, other.v);
    }
  }

  /** Finds the person. */
  #look(): void {
    const network = this.#network;
    if (network === undefined) return;
    const { exports: wasm } = this.#wasm;
    const { y, u, v, stride, isFull } = this.planes;
    const { width, height, input, output } = network;
    wasm.lookSmall(
      y,
      u,
      v,
      stride,
      this.planes.width,
      this.planes.height,
      isFull ? 1 : 0,
      input,
      width,
      height,
    );
    network.run();
    const values = width * height;
    if (this.#hasMask) wasm.settle(output, this.#shown, values);
    else this.#wasm.bytes(this.#shown, values * 4).set(this.#wasm.bytes(output, values * 4));
    this.#hasMask = true;
  }

  /** The lines that follow the mask's edges, and those of the picture. */
  #fit({ edgePx }: Look): void {
    const { exports: wasm } = this.#wasm;
    const [columns, rows] = [this.#columns, this.#rows];
    const { width: maskWidth = 2, height: maskHeight = 2 } = this.#network ?? {};
    const [across, down] = [this.planes.width / squarePx, this.planes.height / squarePx];
    wasm.joinMask(this.#grid, this.#shown, maskWidth, maskHeight, across, down, columns, rows, this.#joined);
    const radius = Math.max(1, this.#squares(edgePx + 3));
    this.#average(this.#joined, this.#behind, radius);
    wasm.fitLines(this.#behind, this.#lines, columns * rows, maskEpsilon, lightEpsilon);
    this.#average(this.#lines, this.#lines, radius);
  }

  #average(from: number, to: number, radius: number): void {
    this.#wasm.exports.average(from, this.#between, to, this.#columns, this.#rows, radius);
  }

  #squares(radiusPx: number): number {
    return Math.round((radiusPx * Math.max(this.planes.width, this.planes.height)) / usualWidthPx / squarePx);
  }

  #pictureOf(background: Background & { is: "picture" }): Planes {
    if (this.#other?.background === background) return this.#other.planes;
    const planes = this.#other?.planes ?? new Planes(this.#wasm, this.planes.width, this.planes.height);
    planes.draw(fitInto(background.picture, background.fit, planes.width, planes.height));
    this.#other = { background, planes };
    return planes;
  }
}
