import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Room } from "../room/room.ts";
import { icons } from "./icons.ts";
import { Loudspeaker } from "./loudspeaker.ts";
import { stageStyles } from "./mesh-stage.styles.ts";
import { strings } from "./strings.ts";
import { buttons, theme } from "./theme.styles.ts";
import { layoutOf, type StageLayout, type TileView } from "./tiles.ts";
import { watchRoom } from "./watch-room.ts";

/** From here on three columns use a wide stage better than two, and four better than three. */
const manyPeople = 5;
const crowd = 10;
/** More small tiles beside a screen stand in two lines. */
const peopleInALine = 5;

/**
 * Everybody in a room: the tiles, and the sound of the others.
 * @csspart stage - the grid around the tiles
 */
export class MeshStage extends LitElement {
  static override styles = [theme, buttons, stageStyles];
  static override properties = {
    room: { attribute: false },
    speakerId: { attribute: false },
    soundBlocked: { state: true },
  };
  declare room: Room | undefined;
  /** Audio output; undefined leaves it to the system. */
  declare speakerId: string | undefined;
  declare private soundBlocked: boolean;

  readonly #sound: HTMLElement | undefined;
  readonly #loudspeaker: Loudspeaker | undefined;
  #endOfWatch: (() => void) | undefined;

  constructor() {
    super();
    this.room = undefined;
    this.speakerId = undefined;
    this.soundBlocked = false;
    if (typeof document === "undefined") return; // rendered on a server
    this.#sound = document.createElement("div");
    this.#sound.hidden = true;
    this.#loudspeaker = new Loudspeaker(this.#sound, (blocked) => {
      this.soundBlocked = blocked;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endOfWatch?.();
    this.#endOfWatch = undefined;
    // moved, not removed: the sound goes on
    queueMicrotask(() => {
      if (!this.isConnected) this.#loudspeaker?.close();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("room")) this.#follow();
    if (changed.has("speakerId") && this.speakerId !== undefined) this.#loudspeaker?.setSink(this.speakerId);
  }

  protected override render(): unknown {
    const layout = this.room === undefined ? undefined : layoutOf(this.room);
    return html`${layout === undefined ? nothing : renderLayout(layout)}
    ${
      this.soundBlocked
        ? html`<div class="tap">
            <button
              class="button primary"
              title=${strings.soundBlocked}
              @click=${() => this.#loudspeaker?.unblock()}
            >
              ${icons.speaker}${strings.tapToHear}
            </button>
          </div>`
        : nothing
    }
    ${this.#sound ?? nothing}`;
  }

  #follow(): void {
    this.#endOfWatch?.();
    this.#endOfWatch = undefined;
    const { room } = this;
    if (room === undefined) {
      this.#loudspeaker?.close();
      return;
    }
    const onChange = (): void => {
      if (room.state === "disconnected") this.#loudspeaker?.close();
      else this.#loudspeaker?.follow(room);
      this.requestUpdate();
    };
    if (this.isConnected) this.#endOfWatch = watchRoom(room, onChange);
    this.#loudspeaker?.follow(room);
  }
}

function renderLayout(layout: StageLayout): TemplateResult {
  switch (layout.as) {
    case "alone":
      return list("stage alone", [layout.own]);
    case "pair":
      return list("stage pair", [layout.other, layout.own]);
    case "grid":
      return list(gridClasses(layout.people.length), layout.people);
    case "screen":
      return html`<div class="stage screen" part="stage">
        ${list("screens", layout.screens)}
        ${list(layout.people.length > peopleInALine ? "people lines" : "people", layout.people)}
      </div>`;
  }
}

function gridClasses(people: number): string {
  if (people >= crowd) return "stage grid many crowd";
  return people >= manyPeople ? "stage grid many" : "stage grid";
}

function list(classes: string, tiles: readonly TileView[]): TemplateResult {
  return html`<div class=${classes} part="stage" role="list" aria-label=${strings.tile.people}>
    ${repeat(tiles, ({ key }) => key, renderTile)}
  </div>`;
}

function renderTile(tile: TileView): TemplateResult {
  return html`<div role="listitem" class=${tile.own ? "own" : "other"}>
    <mesh-tile
      exportparts="tile, video, avatar, name"
      .name=${tile.name}
      .source=${tile.source}
      .own=${tile.own}
      .video=${tile.video}
      .level=${tile.level}
      .microphoneOn=${tile.microphoneOn}
      .reconnecting=${tile.reconnecting}
      .noPath=${tile.noPath}
    ></mesh-tile>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-stage": MeshStage;
  }
}
