/** Pictures of another place that need no file. */
export const drawnBackgrounds = ["dusk", "leaves", "room", "paper"] as const;
export type DrawnBackground = (typeof drawnBackgrounds)[number];

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** What most cameras have; the thread fits it into others. */
const [widthPx, heightPx] = [1280, 720];

/** @throws NotSupportedError where the browser has no canvas outside of the page */
export function drawBackground(name: DrawnBackground): ImageBitmap {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const pen = canvas.getContext("2d");
  if (pen === null) throw new DOMException("The browser has no canvas", "NotSupportedError");
  paintBackground(name, pen, widthPx, heightPx);
  return canvas.transferToImageBitmap();
}

/** Paints one into a canvas of any size. */
export function paintBackground(name: DrawnBackground, pen: Pen, width: number, height: number): void {
  pen.save();
  pen.scale(width / 16, height / 9);
  painters[name](pen);
  pen.restore();
}

/** In units of a sixteenth of the width. */
const painters: Readonly<Record<DrawnBackground, (pen: Pen) => void>> = {
  dusk: (pen) => {
    shade(pen, ["#1d2a4d", "#5a4a7c", "#c77d7a", "#f2b98a"]);
    disc(pen, 11.5, 6.2, 1.3, "#ffe3b8");
    hills(pen, 6.4, 0.5, 0.55, "#5b4a70");
    hills(pen, 7.3, 0.7, 0.8, "#3c3557");
    hills(pen, 8.2, 0.5, 1.3, "#262640");
  },
  leaves: (pen) => {
    shade(pen, ["#dfeadd", "#b9d3bd"]);
    const greens = ["#8fb797", "#6d9f7c", "#a9cba9", "#557f66"];
    for (let leaf = 0; leaf < 46; leaf++) {
      // the golden angle strews them evenly, and the same every time
      const angle = leaf * 2.399_963;
      const away = 4.2 + Math.sqrt(leaf) * 1.05;
      pen.save();
      pen.translate(8 + Math.cos(angle) * away, 4.6 + Math.sin(angle) * away * 0.72);
      pen.rotate(angle + 0.8);
      pen.globalAlpha = 0.85;
      ellipse(pen, 1.15, 0.42, greens[leaf % greens.length] ?? "");
      pen.restore();
    }
  },
  room: (pen) => {
    shade(pen, ["#e9e2d6", "#d9cfbf"]);
    pen.fillStyle = "#b79f83";
    pen.fillRect(0, 7.7, 16, 1.3);
    pen.fillStyle = "#f7f3ea";
    pen.fillRect(0, 7.5, 16, 0.2);
    // a window with the morning in it
    pen.fillStyle = "#fbfaf6";
    pen.fillRect(1.2, 1, 3.8, 4.8);
    const sky = pen.createLinearGradient(0, 1, 0, 6);
    sky.addColorStop(0, "#a9cbe0");
    sky.addColorStop(1, "#e8eee6");
    pen.fillStyle = sky;
    for (const x of [1.4, 3.2]) for (const y of [1.2, 3.5]) pen.fillRect(x, y, 1.6, 2.1);
    const books = ["#6d8a7f", "#b0654f", "#d3b16f", "#4f6076", "#8c6d8a", "#c7c0b0"];
    for (let shelf = 0; shelf < 3; shelf++) {
      const y = 2.2 + shelf * 1.75;
      pen.fillStyle = "#8e7355";
      pen.fillRect(11, y, 4.2, 0.16);
      for (let book = 0; book < 9 - shelf; book++) {
        const high = 0.75 + ((book * 7 + shelf * 3) % 5) * 0.1;
        pen.fillStyle = books[(book + shelf * 2) % books.length] ?? "";
        pen.fillRect(11.15 + book * 0.42, y - high, 0.34, high);
      }
    }
  },
  paper: (pen) => {
    shade(pen, ["#f3efe8", "#e2dcd2"]);
    for (let ring = 7; ring > 0; ring--)
      disc(pen, 13, 1.5, ring * 1.3, ring % 2 === 0 ? "#ece6dc" : "#e6dfd3");
  },
};

function shade(pen: Pen, colours: readonly string[]): void {
  const light = pen.createLinearGradient(0, 0, 0, 9);
  for (const [at, colour] of colours.entries()) light.addColorStop(at / (colours.length - 1), colour);
  pen.fillStyle = light;
  pen.fillRect(0, 0, 16, 9);
}

function disc(pen: Pen, x: number, y: number, radius: number, colour: string): void {
  pen.save();
  pen.translate(x, y);
  ellipse(pen, radius, radius, colour);
  pen.restore();
}

function ellipse(pen: Pen, width: number, height: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(0, 0, width, height, 0, 0, Math.PI * 2);
  pen.fill();
}

function hills(pen: Pen, y: number, height: number, length: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, 9);
  for (let x = 0; x <= 16; x += 0.25)
    pen.lineTo(x, y - height * (Math.sin(x * length + y) + 0.4 * Math.sin(x * length * 2.3)));
  pen.lineTo(16, 9);
  pen.fill();
}
