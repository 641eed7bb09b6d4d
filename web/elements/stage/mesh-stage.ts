import { html, nothing, render, type PropertyValues, type TemplateResult } from "lit";
import { RoomPart } from "../room-part/room-part.ts";
import type { RemoteVideoTrack } from "../../room/remote-media-track.ts";
import type { Room } from "../../room/room.ts";
import { isScreenName } from "../../room/track-info.ts";
import { MeshErrorEvent, type MeshTileMenuEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { place, type Rect, type Space } from "./geometry.ts";
import { listItems } from "./list-items.ts";
import { Loudspeaker } from "./loudspeaker.ts";
import { stageStyles } from "./mesh-stage.styles.ts";
import { isSameRect, moveTile } from "./move-tile.ts";
import { sceneOf, type Scene } from "./scene.ts";
import { StageFocus } from "./stage-focus.ts";
import { viewOf, type StageSurface } from "./stage-view.ts";
import { stageWords } from "./stage-words.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import { layoutOf, type TileView } from "./tiles.ts";
import { volumesOf } from "./volumes.ts";
import { watchRoom } from "../room-part/watch-room.ts";

/**
 * Everybody in a room: the tiles, and the sound of the others. No tile leaves the page while its picture runs, whatever
 * the layout, and a tile is moved only where its place is another one.
 * @summary `<mesh-stage .room=${room}>`
 * @fires mesh-error - the browser has refused full screen or picture-in-picture
 * @csspart stage - the space of the tiles
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

  readonly #list: HTMLElement | undefined;
  readonly #sound: HTMLElement | undefined;
  readonly #loudspeaker: Loudspeaker | undefined;
  readonly #focus = new StageFocus();
  #pinned: RemoteVideoTrack | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #scene: Scene | undefined;
  /** Whether there is anybody to be pinned. */
  #pins = false;
  #space: Space = { width: 0, height: 0 };
  readonly #resize: ResizeObserver | undefined;
  readonly #places = new WeakMap<HTMLElement, Rect>();

  constructor() {
    super();
    this.speakerId = undefined;
    this.soundBlocked = false;
    if (typeof document === "undefined") return; // rendered on a server
    this.#list = Object.assign(document.createElement("div"), { role: "list" });
    this.#sound = document.createElement("div");
    this.#sound.hidden = true;
    this.#loudspeaker = new Loudspeaker(this.#sound, (blocked) => {
      this.soundBlocked = blocked;
    });
    this.#resize = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      this.#space = entry.contentRect;
      this.#arrange(false);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize?.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
    this.#resize?.disconnect();
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
    this.#arrange(true);
  }

  #renderRoom(room: Room): TemplateResult {
    clearTimeout(this.#again);
    const view = viewOf(room);
    const { large, againMs } = this.#focus.choose(room, view, performance.now());
    if (againMs !== undefined) this.#again = setTimeout(() => this.requestUpdate(), againMs);
    this.#receive(room, view.pinned);
    const ownHidden = view.ownPlace === "hidden";
    const layout = layoutOf(room, {
      large,
      pinned: view.pinned,
      sideBySide: view.layout === "grid",
      ownHidden,
    });
    const corner = view.ownPlace === "hidden" ? "end-end" : view.ownPlace;
    this.#scene = sceneOf(layout, corner, (keys) => this.#focus.places(keys));
    const { tiles, placing } = this.#scene;
    this.#pins = layout.as !== "alone" && layout.as !== "pair" && tiles.length > 2;
    if (this.#list !== undefined) {
      this.#list.ariaLabel = strings.tile.people;
      for (const [tile, item] of listItems(this.#list, tiles))
        this.#renderTile(item, room, tile, layout.as !== "grid" && placing.people.includes(tile.key));
    }
    return html`<div class="stage ${layout.as}" part="stage">${this.#list}</div>
      ${
        ownHidden && room.localParticipant.role !== "attendee"
          ? html`<button
              type="button"
              class="bare show-own"
              aria-label=${stageWords.showOwn}
              title=${stageWords.showOwn}
              @click=${() => (view.ownPlace = "end-end")}
            >
              ${icons.camera}
            </button>`
          : nothing
      }`;
  }

  #renderTile(item: HTMLElement, room: Room, tile: TileView, large: boolean): void {
    const { key, own, source } = tile;
    const view = viewOf(room);
    const pinned = view.pinned === key;
    const floats = this.#scene?.placing.floating?.key === key;
    item.className = `${own ? "own" : "other"} ${large ? "large" : ""} ${floats ? "floating" : ""}`;
    item.onpointerdown = floats ? (event) => void this.#dragOwn(event, item) : null;
    item.onkeydown = floats ? this.#onOwnKey : null;
    const shown = html`<mesh-tile
      exportparts="tile, video, avatar, name"
      .view=${tile}
      .mark=${view.markOf(key)}
      .look=${view.lookOf(key)}
      .pinned=${this.#pins && !own && source === "camera" ? pinned : undefined}
      .menu=${true}
      @mesh-pin=${() => (view.pinned = pinned ? undefined : key)}
      @mesh-tile-menu=${(event: MeshTileMenuEvent) => void this.#openMenu(room, tile, event.anchor)}
    ></mesh-tile>`;
    render(shown, item, { host: this });
  }

  async #openMenu(room: Room, tile: TileView, anchor: HTMLElement): Promise<void> {
    const { openTileMenu } = await import("./menu/open-tile-menu.ts");
    const view = viewOf(room);
    openTileMenu(this.renderRoot, {
      room,
      tile,
      pins: this.#pins,
      floating: this.#scene?.placing.floating?.key === tile.key,
      onFullScreen: view.canFullScreen ? () => void view.toggleFullScreen(tile.key) : undefined,
      anchor,
    });
  }

  async #dragOwn(event: PointerEvent, item: HTMLElement): Promise<void> {
    const { room } = this;
    const rect = this.#places.get(item);
    if (room === undefined || rect === undefined || event.button !== 0) return;
    const { dragOwnTile } = await import("./own-tile.ts");
    dragOwnTile(event, item, rect, (dropped, corner) => {
      this.#places.set(item, dropped); // from there it glides
      viewOf(room).ownPlace = corner;
    });
  }

  readonly #onOwnKey = async (event: KeyboardEvent): Promise<void> => {
    const { room } = this;
    if (room === undefined || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const view = viewOf(room);
    const { cornerByKey } = await import("./own-tile.ts");
    if (view.ownPlace === "hidden") return;
    view.ownPlace = cornerByKey(view.ownPlace, event.key, this.matches(":dir(rtl)")) ?? view.ownPlace;
  };

  /** @param glide whoever has another place moves there, where motion is allowed */
  #arrange(glide: boolean): void {
    if (this.#scene === undefined) return;
    if (this.#space.width === 0) this.#space = { width: this.clientWidth, height: this.clientHeight };
    const rects = place(this.#scene.placing, this.#space);
    const rightToLeft = this.matches(":dir(rtl)");
    for (const item of this.renderRoot.querySelectorAll<HTMLElement>("[data-key]")) {
      const to = rects.get(item.dataset["key"] ?? "");
      const from = this.#places.get(item);
      if (to === undefined || (from !== undefined && isSameRect(to, from) && glide)) continue;
      this.#places.set(item, to);
      moveTile(item, to, glide ? from : undefined, rightToLeft);
    }
  }

  /** Whoever is pinned is received whoever speaks; a camera that comes back is another track. */
  #receive(room: Room, pinned: string | undefined): void {
    const participant = room.participants.get(pinned ?? "");
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
    const view = viewOf(room);
    const failed = (error: unknown): void => void this.dispatchEvent(new MeshErrorEvent(error));
    let isOver = false;
    let surface: StageSurface | undefined;
    import("./surface/stage-surface.ts").then(({ surfaceOf }) => {
      if (!isOver) view.surface = surface = surfaceOf(this, room, failed);
    }, failed);
    const endOfView = viewOf(room).subscribe(() => this.requestUpdate());
    const endOfRoom = watchRoom(room, () => {
      if (room.state === "disconnected") this.#loudspeaker?.close();
      else this.#loudspeaker?.follow(room);
      this.requestUpdate();
    });
    const endOfVolumes = volumesOf(room).subscribe(() => this.#loudspeaker?.follow(room));
    return () => {
      endOfVolumes();
      isOver = true;
      surface?.close();
      if (view.surface === surface) view.surface = undefined;
      endOfView();
      endOfRoom();
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-stage": MeshStage;
  }
}
