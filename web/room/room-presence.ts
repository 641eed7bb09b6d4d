import type { Member } from "#protocol/announce";
import { roomCapacity } from "#protocol/limits";
import type { Joined, Mesh, PeerId, Signaling, SignalingFact } from "./ports.ts";
import type { RemoteRoster } from "./remote-roster.ts";
import { repeatAtRoom } from "./room-repeats.ts";
import type { Room } from "./room.ts";
import type { CallNotes } from "./stats/call-notes.ts";

export interface PresenceParts {
  room: Room;
  roster: RemoteRoster;
  mesh: Mesh;
  signaling: Signaling;
  notes: CallNotes;
  /** Somebody has come, before the event. */
  onArrived(peerId: PeerId): void;
  /** Somebody is gone, after the event. */
  onGone(peerId: PeerId): void;
}

/** Who is in the room: what the server says of it, and what the links know better. */
export class RoomPresence {
  readonly #parts: PresenceParts;
  /** Dropped because no path was found, though the server has them in the room: they may come back. */
  readonly #absent = new Map<PeerId, Member>();
  /** Whose socket is gone, as the server says. */
  readonly #socketless = new Set<PeerId>();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Who was there before us: no event tells of them. */
  found(member: Member): void {
    repeatAtRoom(this.#add(member), this.#parts.room);
  }

  offered({ from, offerId, description }: SignalingFact & { fact: "offered" }): void {
    const { mesh, signaling } = this.#parts;
    if (this.#isFullFor(from)) return signaling.refuse?.(from.peerId, offerId);
    this.#socketless.delete(from.peerId);
    this.arrived(from);
    mesh.offered(from, offerId, description);
  }

  arrived(member: Member): void {
    const { roster, room, onArrived } = this.#parts;
    this.#absent.delete(member.peerId);
    if (roster.has(member.peerId)) return;
    const older = roster.olderSession(member);
    if (older !== undefined) this.gone(older);
    const participant = this.#add(member);
    repeatAtRoom(participant, room);
    onArrived(member.peerId);
    room.emit("participantConnected", participant);
  }

  /** They answer: who was given up is back. */
  answered(peerId: PeerId): void {
    const member = this.#absent.get(peerId);
    if (member !== undefined) this.arrived(member);
  }

  /** The server says so. A lost socket is no lost person: the link knows better. */
  left({ peerId, reason }: SignalingFact & { fact: "left" }): void {
    if (reason !== "closed") return this.gone(peerId);
    this.#socketless.add(peerId);
    if (this.#absent.has(peerId)) this.gone(peerId);
    else this.#parts.mesh.probe(peerId);
  }

  /** No word came over the link for too long. The mesh dials on, where the server has them in the room. */
  silent(peerId: PeerId): void {
    const member = this.#parts.roster.memberOf(peerId);
    if (this.#socketless.has(peerId)) return this.gone(peerId);
    this.#parts.signaling.look?.();
    if (member !== undefined) this.#absent.set(peerId, member);
    this.#remove(peerId);
  }

  gone(peerId: PeerId): void {
    this.#absent.delete(peerId);
    this.#socketless.delete(peerId);
    this.#parts.mesh.drop(peerId);
    this.#remove(peerId);
  }

  /** The socket is back: who came while it was away, and who is missing now? */
  rejoined(joined: Joined): void {
    const { mesh, roster } = this.#parts;
    const present = new Set(joined.peers.map((peer) => peer.peerId));
    this.#absent.clear();
    this.#socketless.clear();
    for (const member of joined.peers) this.arrived(member);
    mesh.joined(joined);
    if (joined.unaddressedOffers !== undefined) return; // nobody says who is in, so nobody is missing
    for (const peerId of roster.peerIds()) {
      if (present.has(peerId)) continue;
      this.#socketless.add(peerId);
      mesh.probe(peerId);
    }
  }

  /** Where a server lets people in, it has counted them. */
  #isFullFor(member: Member): boolean {
    const { roster, signaling } = this.#parts;
    return (
      signaling.refuse !== undefined &&
      roster.peerIds().length >= roomCapacity["peer-to-peer"] - 1 &&
      !roster.has(member.peerId) &&
      roster.olderSession(member) === undefined
    );
  }

  #add(member: Member) {
    this.#parts.notes.note((account) => account.arrived(member));
    return this.#parts.roster.add(member);
  }

  #remove(peerId: PeerId): void {
    const { roster, room, notes, onGone } = this.#parts;
    notes.link(roster.sidOf(peerId), "closed");
    const participant = roster.remove(peerId);
    if (participant !== undefined) room.emit("participantDisconnected", participant);
    onGone(peerId);
  }
}
