import type { Act } from "#protocol/act";
import type { Knock } from "#protocol/news";
import { actReply, type ActReply } from "#protocol/rooms-api";
import { HostActs } from "../room/moderation/host-acts.ts";
import { ask, type RoomsOptions } from "./ask.ts";

/**
 * Runs a room from outside of it, as whoever has its secret may (docs/access.md). Each method rejects with MeshcallError:
 * 53106 where there is no such room or this is not its secret, 54032 after too many wrong ones, 54038 where what it names
 * is not there.
 */
export class RoomManagement extends HostActs {
  readonly room: string;
  readonly #options: RoomsOptions;
  readonly #secret: string;

  constructor(room: string, secret: string, options: RoomsOptions) {
    super();
    this.room = room;
    this.#options = options;
    this.#secret = secret;
  }

  /** Who waits at the door. */
  async listKnocks(): Promise<Knock[]> {
    return (await this.act({ do: "listKnocks" })).knocks ?? [];
  }

  protected override act(act: Act): Promise<ActReply> {
    return ask(this.#options, "rooms/act", { room: this.room, secret: this.#secret, act }, actReply);
  }
}

/** @param secret of {@link createRoom}, or what REST, a host or a policy gave the room. It is kept in this object alone. */
export function roomManagement(room: string, secret: string, options: RoomsOptions = {}): RoomManagement {
  return new RoomManagement(room, secret, options);
}
