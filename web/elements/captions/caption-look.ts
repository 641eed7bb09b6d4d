import { Shared } from "../room-part/shared.ts";

export const captionSizes = ["small", "medium", "large", "huge"] as const;
export type CaptionSize = (typeof captionSizes)[number];
/** `page`: the page's colours. */
export const captionContrasts = ["page", "dark", "yellow"] as const;
export type CaptionContrast = (typeof captionContrasts)[number];

export interface CaptionLook {
  size: CaptionSize;
  contrast: CaptionContrast;
  /** At the foot of the stage; the transcript has them in any case. */
  isShown: boolean;
}

const key = "meshcall.captions";
const usual: CaptionLook = { size: "medium", contrast: "dark", isShown: true };

/** How this person wants captions on this site. */
class RememberedLook extends Shared {
  #look: CaptionLook | undefined;

  get now(): CaptionLook {
    this.#look ??= parseLook(recall());
    return this.#look;
  }
  change(change: Partial<CaptionLook>): void {
    this.#look = { ...this.now, ...change };
    try {
      localStorage.setItem(key, JSON.stringify(this.#look));
    } catch {
      // a page without storage: it is so until the page is closed
    }
    this.changed();
  }
  /** @internal For tests: what is stored counts again. */
  forget(): void {
    this.#look = undefined;
  }
}

/** One for the page. */
export const captionLook = new RememberedLook();

/** @param kept what the browser has kept, which may be of another version */
export function parseLook(kept: string | null): CaptionLook {
  const value = parseJson(kept);
  if (typeof value !== "object" || value === null) return usual;
  const { size, contrast, isShown } = { size: undefined, contrast: undefined, isShown: true, ...value };
  return {
    size: captionSizes.find((known) => known === size) ?? usual.size,
    contrast: captionContrasts.find((known) => known === contrast) ?? usual.contrast,
    isShown: isShown !== false,
  };
}

function recall(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}
