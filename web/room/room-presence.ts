import type { Member } from "#protocol/announce";
import { roomCapacity } from "#protocol/limits";
import type { Joined, Mesh, PeerId, Signaling, SignalingFact } from "./ports.ts";
import type { RemoteRoster } from "./remote-roster.ts";
import { repeatAtRoom } from "./room-repeats.ts";
import type { AnyParticipant, Room } from "./room.ts";
import { silentKinds, standingOf } from "./standing.ts";
import type { CallNotes } from "./stats/call-notes.ts";

export interface PresenceParts {
  room: Room;
  roster: RemoteRoster;
  mesh: Mesh;
  signaling: Signaling;
  notes: CallNotes;
  /** Attendees have come or gone. */
  onAttendees(): void;
  /** Somebody has come, before the event. */
  onArrived(peerId: PeerId): void;
  /** Somebody is gone, after the event. */
  onGone(peerId: PeerId): void;
}

/** Who is in the room: what the server says of it, and what the links know better. */
export class RoomPresence {
  readonly #parts: PresenceParts;
  /** Dropped because no path was found, though the server has them in the room: they may come back. */
  readonly absent = new Map<PeerId, Member>();
  /** Whose socket is gone, as the server says. */
  readonly #socketless = new Set<PeerId>();
  /** They receive, and nobody sees them. */
  readonly attendees = new Map<PeerId, Member>();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Who was there before us: no event tells of them. */
  found(member: Member): void {
    if (this.#meet(member)) repeatAtRoom(this.#add(member), this.#parts.room);
  }

  memberOf(peerId: PeerId): Member | undefined {
    return this.#parts.roster.memberOf(peerId) ?? this.attendees.get(peerId) ?? this.absent.get(peerId);
  }

  /** Everybody here, attendees too. */
  peerIds(): PeerId[] {
    return [...this.#parts.roster.peerIds(), ...this.attendees.keys()];
  }

  offered({ from, offerId, description }: SignalingFact & { fact: "offered" }): void {
    const { mesh, signaling } = this.#parts;
    if (this.#isFullFor(from)) return signaling.refuse?.(from.peerId, offerId);
    this.#socketless.delete(from.peerId);
    this.arrived(from);
    mesh.offered(from, offerId, description);
  }

  arrived(member: Member, by: AnyParticipant | null = null): void {
    const { roster, room, mesh, onArrived } = this.#parts;
    this.absent.delete(member.peerId);
    if (!this.#meet(member)) {
      if (roster.has(member.peerId)) this.#remove(member.peerId);
      return onArrived(member.peerId);
    }
    if (roster.has(member.peerId)) return this.#update(member, by);
    const older = roster.olderSession(member);
    if (older !== undefined) this.gone(older);
    const participant = this.#add(member);
    repeatAtRoom(participant, room);
    onArrived(member.peerId);
    room.emit("participantConnected", participant);
    mesh.retell(member.peerId); // of an attendee until now nobody kept what they publish
  }

  /** They answer: who was given up is back. */
  answered(peerId: PeerId): void {
    const member = this.absent.get(peerId);
    if (member !== undefined) this.arrived(member);
  }

  /** The server says so. A lost socket is no lost person: the link knows better. */
  left({ peerId, reason }: SignalingFact & { fact: "left" }): void {
    if (reason !== "closed") return this.gone(peerId);
    this.#socketless.add(peerId);
    if (this.absent.has(peerId)) this.gone(peerId);
    else this.#parts.mesh.probe(peerId);
  }

  /** No word came over the link for too long. The mesh dials on, where the server has them in the room. */
  silent(peerId: PeerId): void {
    const member = this.memberOf(peerId);
    if (this.#socketless.has(peerId)) return this.gone(peerId);
    this.#parts.signaling.look?.();
    this.#forgetAttendee(peerId);
    if (member !== undefined) this.absent.set(peerId, member);
    this.#remove(peerId);
  }

  gone(peerId: PeerId): void {
    this.absent.delete(peerId);
    this.#socketless.delete(peerId);
    this.#forgetAttendee(peerId);
    this.#parts.mesh.drop(peerId);
    this.#remove(peerId);
  }

  /** The socket is back: who came while it was away, and who is missing now? */
  rejoined(joined: Joined): void {
    const { mesh } = this.#parts;
    const present = new Set(joined.peers.map((peer) => peer.peerId));
    this.absent.clear();
    this.#socketless.clear();
    for (const member of joined.peers) this.arrived(member);
    mesh.joined(joined);
    if (joined.unaddressedOffers !== undefined) return; // nobody says who is in, so nobody is missing
    for (const peerId of this.peerIds()) {
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

  /** @returns whether they are seen */
  #meet(member: Member): boolean {
    const standing = standingOf(member);
    this.#parts.mesh.refuse(member.peerId, silentKinds(standing));
    if (standing.role !== "attendee") {
      this.#forgetAttendee(member.peerId);
      return true;
    }
    this.attendees.set(member.peerId, member);
    this.#parts.onAttendees();
    return false;
  }

  #forgetAttendee(peerId: PeerId): void {
    if (this.attendees.delete(peerId)) this.#parts.onAttendees();
  }

  #update(member: Member, by: AnyParticipant | null): void {
    const { roster, room } = this.#parts;
    const participant = roster.update(member);
    if (participant === undefined) return;
    participant.emit("changed", by);
    room.emit("participantChanged", participant, by);
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
