import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Room } from "../../room/room.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { strings } from "../strings.ts";
import { theme } from "../theme.styles.ts";
import { reactionsStyles } from "./mesh-reactions.styles.ts";
import { reactionMs, reactionsOf, type Reaction } from "./reactions.ts";

/** Side by side, so that they do not cover each other; more begin again with the first. */
const lanes = 5;

/**
 * The reactions of a call, which rise from its lower edge for a moment. The element takes no space and no pointer: it lies
 * over what is above it. Screen readers hear them from `<mesh-controls>`.
 * @summary `<mesh-reactions>` with its `room` property
 * @csspart reaction - each of them
 */
export class MeshReactions extends RoomPart {
  static override styles = [theme, reactionsStyles];
  readonly #ids = new WeakMap<Reaction, number>();
  #count = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
  }

  protected override followRoom(room: Room): () => void {
    return reactionsOf(room).subscribe(() => this.requestUpdate());
  }

  protected override render(): unknown {
    const recent = this.room === undefined ? [] : reactionsOf(this.room).recent;
    clearTimeout(this.#again);
    const first = recent[0];
    if (first !== undefined) {
      const leftMs = first.atMs + reactionMs - performance.now();
      this.#again = setTimeout(() => this.requestUpdate(), leftMs);
    }
    return html`<div class="all" aria-hidden="true">
      ${repeat(
        recent,
        (reaction) => this.#idOf(reaction),
        (reaction) =>
          html`<div class="reaction lane-${this.#idOf(reaction) % lanes}" part="reaction">
            <span class="sign">${reaction.sign}</span>
            <bdi class="name">${reaction.isOwn ? strings.tile.you : reaction.name}</bdi>
          </div>`,
      )}
    </div>`;
  }

  #idOf(reaction: Reaction): number {
    const id = this.#ids.get(reaction) ?? this.#count++;
    this.#ids.set(reaction, id);
    return id;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-reactions": MeshReactions;
  }
}
