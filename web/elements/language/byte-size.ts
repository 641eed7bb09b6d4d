import { number } from "./writing.ts";

const step = 1_000;
const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "12.3 MB" */
export function fileSize(bytes: number): string {
  return inUnits(bytes, "");
}

/** "2.1 MB/s" */
export function byteRate(bytesPerSecond: number): string {
  return inUnits(bytesPerSecond, "-per-second");
}

function inUnits(bytes: number, per: "" | "-per-second"): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(step)));
  const value = bytes / step ** power;
  const maximumFractionDigits = power > 1 && value < 100 ? 1 : 0;
  const unit = `${units[power] ?? "byte"}${per}`;
  const unitDisplay = power === 0 ? "long" : "short"; // "8 bytes", not "8 byte"
  return number(value, { style: "unit", unit, unitDisplay, maximumFractionDigits });
}
