import * as v from "valibot";
import type { Act } from "#protocol/act";
import type { Member } from "#protocol/announce";
import { news, type Acted, type Knock, type News } from "#protocol/news";
import { usualRules, type RoomRules } from "#protocol/room-rules";
import { log } from "../log.ts";
import type { NewsParts } from "../news-desk.ts";
import type { PeerId } from "../ports.ts";
import type { AnyParticipant } from "../room.ts";
import { isSameStanding, silentKinds, standingOf } from "../standing.ts";
import { Acts } from "./acts.ts";
import { Moderation } from "./moderation.ts";

/** Reads the signal-worker's news and has the room's writer apply them, in their order. */
export class RoomNews {
  readonly moderation: Moderation;
  readonly #parts: NewsParts;
  readonly #acts: Acts;
  #knocks: readonly Knock[] = [];
  #isPinRequired = false;

  constructor(parts: NewsParts) {
    this.#parts = parts;
    const { signaling, state } = parts;
    this.#acts = new Acts(signaling.act && ((id, act) => signaling.act?.(id, act)));
    this.moderation = new Moderation({
      act: (act) => this.act(act),
      knocks: () => this.#knocks,
      rules: () => state.rules ?? usualRules,
      isPinRequired: () => this.#isPinRequired,
    });
    this.reviewAttendees();
  }

  act(act: Act): Promise<Acted> {
    const { connection, signaling } = this.#parts.state;
    return this.#acts.act(act, connection === "disconnected" || signaling === "away");
  }

  receive(json: object): void {
    const parsed = v.safeParse(news, json);
    if (parsed.success) this.#apply(parsed.output);
    else log("warn", "news that cannot be read are dropped: page and signal-worker differ in version");
  }

  /** The socket is lost, and with it the answers. */
  away(): void {
    this.#acts.lost(53001);
  }

  /** The room runs as usual: what was known of other rules is over. */
  usual(): void {
    if (this.#parts.state.rules !== null) this.#rules(usualRules, false, null);
  }

  ended(): void {
    this.#acts.lost(53204);
  }

  /**
   * What oneself is and may from now on. Sending ends here, and each of the others sees to it too.
   * @param by null: the account, or whoever has the room's secret
   */
  setSelf(self: Member, by: AnyParticipant | null): void {
    const { local, mesh, publications, room, state } = this.#parts;
    const isSame = isSameStanding(this.#parts.self, self);
    this.#parts.self = self;
    const standing = standingOf(self);
    if (isSame || state.connection === "disconnected") return;
    Object.assign(local, standing);
    mesh.silence(silentKinds(standing));
    publications.silencedChanged();
    this.#reviewLinks();
    room.localParticipant.emit("changed", by);
    room.emit("participantChanged", room.localParticipant, by);
  }

  /** Who does not publish has links with those alone who do: between two others there is none. */
  #reviewLinks(): void {
    const { presence } = this.#parts;
    for (const peerId of [...presence.peerIds(), ...presence.absent.keys()]) {
      const member = presence.memberOf(peerId);
      if (member !== undefined && !this.#isLinked(member)) presence.gone(peerId);
    }
  }

  /** Attendees have come or gone. They are shown where the room's rules have it. */
  reviewAttendees(): void {
    const { state, presence, room } = this.#parts;
    const told = new Map(
      state.rules?.notifyJoining
        ? [...presence.attendees.values()].map((member) => [member.sid, member])
        : [],
    );
    for (const [sid, attendee] of state.attendees) {
      if (told.has(sid)) continue;
      state.attendees.delete(sid);
      room.emit("attendeeDisconnected", attendee);
    }
    for (const [sid, { identity, name }] of told) {
      if (state.attendees.has(sid)) continue;
      const attendee = { sid, identity, displayName: name };
      state.attendees.set(sid, attendee);
      room.emit("attendeeConnected", attendee);
    }
  }

  #apply(told: News): void {
    const { room, presence, roster } = this.#parts;
    switch (told.is) {
      case "acted":
        this.#acts.acted(told);
        break;
      case "knocks":
        this.#knocks = told.knocks;
        room.emit("knocking", told.knocks);
        break;
      case "member":
        this.#member(told);
        break;
      case "room":
        this.#rules(told.rules, told.isPinRequired, this.#participant(told.by));
        break;
      case "kicked": {
        const participant = roster.participantOf(told.peerId);
        if (participant !== undefined)
          room.emit("participantKicked", participant, this.#participant(told.by));
        presence.gone(told.peerId); // at once, whatever their page does
        break;
      }
      case "talking": // their own levels say so sooner
      case "waiting": // before the room
        break;
    }
  }

  #member({ by, peerId, name, role, isPublishing, silenced }: Extract<News, { is: "member" }>): void {
    const { presence, self } = this.#parts;
    const standing = { name, role, isPublishing, silenced };
    const doer = this.#participant(by);
    if (peerId === self.peerId) {
      this.setSelf({ ...self, ...standing }, doer);
      if (role !== "host") this.#knocks = []; // no more is told of them
    } else {
      const member = presence.memberOf(peerId);
      if (member === undefined) return; // their offer says it anew
      const changed = { ...member, ...standing };
      if (!this.#isLinked(changed)) presence.gone(peerId);
      else if (presence.absent.has(peerId)) presence.absent.set(peerId, changed);
      else presence.arrived(changed, doer);
    }
  }

  #isLinked(member: Member): boolean {
    return this.#parts.local.isPublishing || standingOf(member).isPublishing;
  }

  #rules(rules: RoomRules, isPinRequired: boolean, by: AnyParticipant | null): void {
    const { state, room, publications } = this.#parts;
    state.rules = rules;
    publications.publishing().then(
      (publishing) => publishing.follow(rules),
      (error: unknown) => log("warn", "what the room's rules say of sending is not followed", error),
    );
    this.#isPinRequired = isPinRequired;
    room.emit("rulesChanged", rules, by);
    this.reviewAttendees();
  }

  /** @returns null for the account, and for whoever is not here or has the room's secret */
  #participant(peerId: PeerId | undefined): AnyParticipant | null {
    const { room, roster, self } = this.#parts;
    if (peerId === undefined) return null;
    return peerId === self.peerId ? room.localParticipant : (roster.participantOf(peerId) ?? null);
  }
}
