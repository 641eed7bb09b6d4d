import type { Room } from "../../room/room.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { corners, type Corner } from "./geometry.ts";

/** `auto`: side by side up to four people, from five on who speaks is large. */
export const stageLayouts = ["auto", "grid", "speaker"] as const;
export type StageLayoutChoice = (typeof stageLayouts)[number];

/** A sign on a person's tile, for instance a raised hand. */
export interface TileMark {
  /** An emoji. */
  sign: string;
  /** The same for screen readers. */
  words: string;
}

/** How one picture is shown. */
export interface PictureLook {
  /** All of the space, though an edge is cut away; undefined: cameras so, screens whole. */
  fills: boolean | undefined;
  /** 1: as large as its tile. */
  zoom: number;
}

/** What only a stage in a page can do. Each needs a tap or a key press. */
export interface StageSurface {
  readonly canFullScreen: boolean;
  readonly isFullScreen: boolean;
  /** @param key of a tile; left out: the call */
  toggleFullScreen(key?: string): Promise<void>;
  readonly canPictureInPicture: boolean;
  readonly isPictureInPicture: boolean;
  togglePictureInPicture(): Promise<void>;
  /** Ends what floats. */
  close(): void;
}

const layoutKey = "meshcall.layout";
const ownKey = "meshcall.own-tile";
const usualLook: PictureLook = { fills: undefined, zoom: 1 };

/** How one person wants to see a room. What is remembered is so on this site; the rest ends with the room. */
export class StageView {
  readonly #room: Room;
  readonly #listeners = new Set<() => void>();
  readonly #marks = new Map<string, TileMark>();
  readonly #looks = new Map<string, PictureLook>();
  #layout = oneOf(stageLayouts, recall(layoutKey)) ?? "auto";
  #ownPlace = oneOf([...corners, "hidden"] as const, recall(ownKey)) ?? "end-end";
  #pinned: string | undefined;
  #surface: StageSurface | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  /** @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells who subscribed that something looks different. */
  readonly changed = (): void => {
    for (const listener of this.#listeners) listener();
  };

  get layout(): StageLayoutChoice {
    return this.#layout;
  }
  /** Remembered. */
  set layout(layout: StageLayoutChoice) {
    this.#layout = layout;
    keep(layoutKey, layout);
    this.changed();
  }

  /** SID of the participant who is large whoever speaks. */
  get pinned(): string | undefined {
    return this.#room.participants.has(this.#pinned ?? "") ? this.#pinned : undefined;
  }
  set pinned(sid: string | undefined) {
    if (sid === this.#pinned) return;
    this.#pinned = sid;
    this.changed();
  }

  /** Where the own tile is while it is small over the others. Remembered; so is that it is hidden. */
  get ownPlace(): Corner | "hidden" {
    return this.#ownPlace;
  }
  set ownPlace(place: Corner | "hidden") {
    this.#ownPlace = place;
    keep(ownKey, place);
    this.changed();
  }

  /** @param sid of a participant */
  markOf(sid: string): TileMark | undefined {
    return this.#marks.get(sid);
  }
  mark(sid: string, mark: TileMark | undefined): void {
    if (mark === undefined) this.#marks.delete(sid);
    else this.#marks.set(sid, mark);
    this.changed();
  }

  /** @param key of a tile: SID of a participant, or of the track of a screen */
  lookOf(key: string): PictureLook {
    return this.#looks.get(key) ?? usualLook;
  }
  look(key: string, look: Partial<PictureLook>): void {
    this.#looks.set(key, { ...this.lookOf(key), ...look });
    this.changed();
  }

  /** The stage that shows the room; the latest where there are several. */
  get surface(): StageSurface | undefined {
    return this.#surface;
  }
  set surface(surface: StageSurface | undefined) {
    this.#surface = surface;
    this.changed();
  }

  get canFullScreen(): boolean {
    return this.#surface?.canFullScreen === true;
  }
  get isFullScreen(): boolean {
    return this.#surface?.isFullScreen === true;
  }
  /** From a tap or a key press. The whole call where there is one, else the stage, or one tile; on an iPhone a video. */
  async toggleFullScreen(key?: string): Promise<void> {
    await this.#surface?.toggleFullScreen(key);
  }

  get canPictureInPicture(): boolean {
    return this.#surface?.canPictureInPicture === true;
  }
  get isPictureInPicture(): boolean {
    return this.#surface?.isPictureInPicture === true;
  }
  /** From a tap or a key press. A small window over all others: the call, or where there is no such thing who speaks. */
  async togglePictureInPicture(): Promise<void> {
    await this.#surface?.togglePictureInPicture();
  }
}

/** The view of a room that its stage, the menu and the keys have in common. */
export const viewOf: (room: Room) => StageView = ofRoom((room) => new StageView(room));

function oneOf<T extends string>(known: readonly T[], value: string | undefined): T | undefined {
  return known.find((each) => each === value);
}

// even to ask for a storage throws where the browser blocks it
function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // not remembered, then
  }
}
