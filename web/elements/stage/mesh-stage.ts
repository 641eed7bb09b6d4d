import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { RoomPart } from "../room-part/room-part.ts";
import type { RemoteVideoTrack } from "../../room/remote-media-track.ts";
import type { Room } from "../../room/room.ts";
import { isScreenName } from "../../room/track-info.ts";
import { icons } from "../icons.ts";
import { Loudspeaker } from "./loudspeaker.ts";
import { stageStyles } from "./mesh-stage.styles.ts";
import { StageFocus } from "./stage-focus.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import { layoutOf, type StageLayout, type TileView } from "./tiles.ts";
import { watchRoom } from "../room-part/watch-room.ts";

/** From here on three columns use a wide stage better than two, and four better than three. */
const manyPeople = 5;
const crowd = 10;
/** More small tiles beside a large one stand in two lines. */
const peopleInALine = 5;

/**
 * Everybody in a room: the tiles, and the sound of the others.
 * @csspart stage - the grid around the tiles
 */
export class MeshStage extends RoomPart {
  static override styles = [theme, buttons, stageStyles];
  static override properties = {
    ...RoomPart.properties,
    speakerId: { attribute: false },
    soundBlocked: { state: true },
  };
  /** Audio output; undefined leaves it to the system. */
  declare speakerId: string | undefined;
  declare private soundBlocked: boolean;

  readonly #sound: HTMLElement | undefined;
  readonly #loudspeaker: Loudspeaker | undefined;
  readonly #focus = new StageFocus();
  #pinned: RemoteVideoTrack | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.speakerId = undefined;
    this.soundBlocked = false;
    if (typeof document === "undefined") return; // rendered on a server
    this.#sound = document.createElement("div");
    this.#sound.hidden = true;
    this.#loudspeaker = new Loudspeaker(this.#sound, (blocked) => {
      this.soundBlocked = blocked;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
    // moved, not removed: the sound goes on
    queueMicrotask(() => {
      if (!this.isConnected) this.#loudspeaker?.close();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has("room") && this.room === undefined) this.#loudspeaker?.close();
    if (changed.has("speakerId") && this.speakerId !== undefined) this.#loudspeaker?.setSink(this.speakerId);
  }

  protected override render(): unknown {
    return html`${this.room === undefined ? nothing : this.#renderRoom(this.room)}
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

  protected override updated(): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>(".stage > [data-key]")];
    const keys = items.map(({ dataset }) => dataset["key"] ?? "");
    const places = items.some((item) => item.matches(".large")) ? this.#focus.places(keys) : undefined;
    // by hand: a Content-Security-Policy may forbid style attributes
    for (const [index, item] of items.entries()) item.style.order = `${places?.get(keys[index] ?? "") ?? ""}`;
    const beside = items.length - 1;
    const lanes = beside > peopleInALine ? 2 : 1;
    const stage = this.renderRoot.querySelector<HTMLElement>(".stage");
    stage?.style.setProperty("--_lanes", `${lanes}`);
    stage?.style.setProperty("--_beside", `${Math.ceil(beside / lanes)}`);
  }

  #renderRoom(room: Room): TemplateResult {
    clearTimeout(this.#again);
    const { large, againMs } = this.#focus.choose(room, performance.now());
    if (againMs !== undefined) this.#again = setTimeout(() => this.requestUpdate(), againMs);
    this.#pin(room);
    const layout = layoutOf(room, large);
    const pins: Pins = {
      pinned: this.#focus.pinned,
      onPin: (key) => {
        this.#focus.pinned = this.#focus.pinned === key ? undefined : key;
        this.requestUpdate();
      },
    };
    return renderLayout(layout, layout.as === "pair" ? undefined : pins);
  }

  /** Whoever is pinned is received whoever speaks; a camera that comes back is another track. */
  #pin(room: Room): void {
    const participant = room.participants.get(this.#focus.pinned ?? "");
    const camera = [...(participant?.videoTracks.values() ?? [])].find(
      ({ trackName }) => !isScreenName(trackName),
    )?.track;
    const track = camera ?? undefined;
    if (track === this.#pinned) return;
    this.#pinned?.setPriority(null);
    track?.setPriority("high");
    this.#pinned = track;
  }

  protected override followRoom(room: Room): () => void {
    this.#loudspeaker?.follow(room);
    return watchRoom(room, () => {
      if (room.state === "disconnected") this.#loudspeaker?.close();
      else this.#loudspeaker?.follow(room);
      this.requestUpdate();
    });
  }
}

interface Pins {
  pinned: string | undefined;
  onPin(key: string): void;
}

function renderLayout(layout: StageLayout, pins: Pins | undefined): TemplateResult {
  switch (layout.as) {
    case "alone":
      return list("stage alone", [layout.own]);
    case "pair":
      return list("stage pair", [layout.other, layout.own]);
    case "grid":
      return list(gridClasses(layout.people.length), layout.people, pins);
    case "focus":
      // the same list as the grid's: no tile is taken out of the page, and no picture stops
      return list("stage focus", layout.people, pins, layout.large);
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

function list(classes: string, tiles: readonly TileView[], pins?: Pins, large?: string): TemplateResult {
  return html`<div class=${classes} part="stage" role="list" aria-label=${strings.tile.people}>
    ${repeat(
      tiles,
      ({ key }) => key,
      (tile) => renderTile(tile, tile.own ? undefined : pins, tile.key === large),
    )}
  </div>`;
}

function renderTile(tile: TileView, pins: Pins | undefined, large: boolean): TemplateResult {
  return html`<div
    role="listitem"
    data-key=${tile.key}
    class="${tile.own ? "own" : "other"} ${large ? "large" : ""}"
  >
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
      .quality=${tile.quality}
      .relayed=${tile.relayed}
      .pinned=${pins === undefined ? undefined : pins.pinned === tile.key}
      @mesh-pin=${() => pins?.onPin(tile.key)}
    ></mesh-tile>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-stage": MeshStage;
  }
}
