import { number } from "../language/writing.ts";

/** Numbers with their units, in the page's language. */

export function bitrate(bitsPerSecond: number): string {
  const isLarge = bitsPerSecond >= 1_000_000;
  return number(bitsPerSecond / (isLarge ? 1_000_000 : 1_000), {
    style: "unit",
    unit: isLarge ? "megabit-per-second" : "kilobit-per-second",
    maximumFractionDigits: isLarge ? 1 : 0,
  });
}

export function milliseconds(timeMs: number): string {
  return number(timeMs, { style: "unit", unit: "millisecond", maximumFractionDigits: 0 });
}

/** @param fraction 0..1 */
export function share(fraction: number): string {
  return number(fraction, { style: "percent", maximumFractionDigits: 1 });
}

export function plain(value: number): string {
  return number(value, { maximumFractionDigits: 0 });
}

/** @example size(1280, 720) === "1280 × 720", whatever the language */
export function size(widthPx: number, heightPx: number): string {
  return `${widthPx} × ${heightPx}`;
}
