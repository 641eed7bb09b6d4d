import { ContextConsumer } from "@lit/context";
import type { PropertyDeclarations, PropertyValues } from "lit";
import type { Room } from "../../room/room.ts";
import { MeshElement } from "../mesh-element.ts";
import { watchRoom } from "./watch-room.ts";
import { roomContext } from "./room-context.ts";

/**
 * A part of a call that stands alone around one room: as `room` says, or else as the nearest provider of
 * {@link roomContext} above it. Renders anew after all that can change what a call looks like.
 */
export abstract class RoomPart extends MeshElement {
  static override properties: PropertyDeclarations = { room: { attribute: false } };
  /** Undefined: not in a call. Set by the page, or by the context where the page has set none. */
  declare room: Room | undefined;

  #provided: Room | undefined;
  #followed: Room | undefined;
  #endOfWatch: (() => void) | undefined;

  constructor() {
    super();
    this.room = undefined;
    new ContextConsumer(this, {
      context: roomContext,
      subscribe: true,
      callback: (room) => {
        if (this.room === this.#provided) this.room = room;
        this.#provided = room;
      },
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("room")) this.#follow();
  }

  /**
   * Called with each room that this part is to show, while it is in the page.
   * @returns the call that ends it
   */
  protected followRoom(room: Room): () => void {
    return watchRoom(room, () => this.requestUpdate());
  }

  #follow(): void {
    const room = this.isConnected ? this.room : undefined;
    if (room === this.#followed) return;
    this.#endOfWatch?.();
    this.#followed = room;
    this.#endOfWatch = room === undefined ? undefined : this.followRoom(room);
  }
}
