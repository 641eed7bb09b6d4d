import { html, nothing, svg, type TemplateResult } from "lit";
import type { NetworkQualityLevel } from "../../room/network-quality.ts";
import { strings } from "../strings.ts";

const bars = [1, 2, 3, 4, 5];
/** At this level and below somebody may wonder what is wrong. */
const worthSaying = 3;

/** How a connection does, as five bars. Above level 3 it is part of the tile's details. */
export function renderBars(level: NetworkQualityLevel | null): TemplateResult | typeof nothing {
  if (level === null || level === 0) return nothing; // 0: the tile says that it is being mended
  return html`<svg
    class=${level > worthSaying ? "bars detail" : level === worthSaying ? "bars" : "bars bad"}
    viewBox="0 0 20 16"
    role="img"
    aria-label=${strings.tile.connection[level]}
  >
    ${bars.map(
      (bar) =>
        svg`<rect x=${bar * 4 - 4} y=${14 - bar * 2.6} width="2.6" height=${bar * 2.6 + 1} rx="0.8" fill="currentColor" opacity=${bar <= level ? 1 : 0.3} />`,
    )}
  </svg>`;
}
