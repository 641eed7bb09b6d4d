import { dialectLimits } from "./dialect-limits.ts";

/** Whether the frame, as UTF-8, has more bytes than a dialect takes. */
export function isTooLarge(data: string | ArrayBuffer): boolean {
  const limit = dialectLimits.frameBytes;
  if (typeof data !== "string") return data.byteLength > limit;
  // At least one byte for each UTF-16 unit: a huge string is not copied to be measured.
  return data.length > limit || new TextEncoder().encode(data).length > limit;
}
