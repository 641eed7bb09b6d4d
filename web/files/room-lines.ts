import type { LocalDataTrack } from "../room/local-data-track.ts";
import { log } from "../room/log.ts";
import type { RemoteDataTrack } from "../room/remote-data-track.ts";
import type { RemoteParticipant } from "../room/remote-participant.ts";
import type { Room } from "../room/room.ts";
import type { LineListener, LinePeer, Lines } from "./lines.ts";
import { lineName } from "./wire.ts";

/** A data track to each participant alone, published when there is something to say to them. */
export class RoomLines implements Lines {
  readonly #room: Room;
  readonly #tracks = new Map<string, Promise<LocalDataTrack | undefined>>();
  #listener: LineListener | undefined;
  #closed = false;

  constructor(room: Room) {
    this.#room = room;
  }

  start(listener: LineListener): void {
    this.#listener = listener;
    const room = this.#room;
    room.on("trackSubscribed", this.#onSubscribed);
    room.on("trackMessage", this.#onMessage);
    room.on("participantConnected", this.#onOpen);
    room.on("participantReconnecting", this.#onBroken);
    room.on("participantReconnected", this.#onOpen);
    room.on("participantDisconnected", this.#onGone);
    for (const participant of room.participants.values()) queueMicrotask(() => this.#onOpen(participant));
  }

  peers(): LinePeer[] {
    return Array.from(this.#room.participants.values(), peerOf);
  }

  isOpen(sid: string): boolean {
    return this.#room.participants.get(sid)?.state === "connected";
  }

  async send(sid: string, data: string | Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#closed) return;
    const bytes = typeof data === "string" ? data : data.slice(); // the caller's again, while the track is being made
    const track = await this.#track(sid);
    await track?.send(bytes);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const room = this.#room;
    room.off("trackSubscribed", this.#onSubscribed);
    room.off("trackMessage", this.#onMessage);
    room.off("participantConnected", this.#onOpen);
    room.off("participantReconnecting", this.#onBroken);
    room.off("participantReconnected", this.#onOpen);
    room.off("participantDisconnected", this.#onGone);
    for (const sid of this.#tracks.keys()) this.#end(sid);
    this.#tracks.clear();
  }

  /** @returns undefined where none can be published: attendees, and who has left */
  #track(sid: string): Promise<LocalDataTrack | undefined> {
    const known = this.#tracks.get(sid);
    if (known !== undefined) return known;
    const made = this.#room.localParticipant
      .publishData({ name: lineName, to: sid })
      .catch((error: unknown) => {
        log("info", "no files to somebody", error);
        this.#tracks.delete(sid);
        return undefined;
      });
    this.#tracks.set(sid, made);
    return made;
  }

  #end(sid: string): void {
    const track = this.#tracks.get(sid);
    this.#tracks.delete(sid);
    void track?.then((made) => made && this.#room.localParticipant.unpublishTrack(made));
  }

  readonly #onSubscribed = (
    track: unknown,
    { trackName }: { trackName: string },
    from: RemoteParticipant,
  ): void => {
    if (trackName === lineName) this.#onOpen(from);
  };
  readonly #onMessage = (
    data: string | ArrayBuffer,
    { name }: RemoteDataTrack,
    from: RemoteParticipant,
  ): void => {
    if (name === lineName) this.#listener?.onMessage(peerOf(from), data);
  };
  readonly #onOpen = (participant: RemoteParticipant): void => {
    if (this.#closed) return;
    const isTheirs = [...participant.dataTracks.values()].some(({ trackName }) => trackName === lineName);
    this.#listener?.onOpen(peerOf(participant), isTheirs);
  };
  readonly #onBroken = ({ sid }: RemoteParticipant): void => this.#listener?.onBroken(sid);
  readonly #onGone = ({ sid }: RemoteParticipant): void => {
    this.#end(sid);
    this.#listener?.onGone(sid);
  };
}

function peerOf({ sid, displayName, identity }: RemoteParticipant): LinePeer {
  return { sid, name: displayName === "" ? identity : displayName };
}
