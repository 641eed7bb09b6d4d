/** Numbers with their units, in the words of a language. @param locale undefined: the browser's */

export function bitrate(bitsPerSecond: number, locale?: string): string {
  const isLarge = bitsPerSecond >= 1_000_000;
  return unit(isLarge ? "megabit-per-second" : "kilobit-per-second", locale, isLarge ? 1 : 0).format(
    bitsPerSecond / (isLarge ? 1_000_000 : 1_000),
  );
}

export function milliseconds(timeMs: number, locale?: string): string {
  return unit("millisecond", locale, 0).format(timeMs);
}

/** @param fraction 0..1 */
export function percent(fraction: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(fraction);
}

export function plain(value: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** @example size(1280, 720) === "1280 × 720", whatever the language */
export function size(widthPx: number, heightPx: number): string {
  return `${widthPx} × ${heightPx}`;
}

function unit(name: string, locale: string | undefined, digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, maximumFractionDigits: digits });
}
