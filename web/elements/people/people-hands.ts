import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Hands } from "../hands/hands.ts";
import { handWords } from "../hands/words.ts";
import { peopleWords } from "./people-words.ts";

/** Who has a hand up, in the order in which they raised it. A host takes anybody's down, everybody else their own. */
export function renderHands(hands: Hands, isHost: boolean): TemplateResult | typeof nothing {
  const { order } = hands;
  if (order.length === 0) return nothing;
  const words = handWords;
  return html`<section aria-labelledby="hands">
    <h3 id="hands">${words.heading}</h3>
    <ol>
      ${repeat(
        order,
        ({ sid }) => sid,
        ({ sid, name, isOwn }) =>
          html`<li part="person">
            <span aria-hidden="true">✋</span>
            <span class="name"><bdi>${isOwn ? peopleWords.you(name) : name}</bdi></span>
            ${
              isOwn || isHost
                ? html`<button
                    type="button"
                    class="small"
                    aria-label=${isOwn ? words.lower : words.lowerName(name)}
                    @click=${() => (isOwn ? hands.toggle() : hands.putDown(sid))}
                  >
                    ${words.lower}
                  </button>`
                : nothing
            }
          </li>`,
      )}
    </ol>
  </section>`;
}
