import type { CandidateJson, IceServerJson, Member } from "#protocol/announce";
import { limits, roomCapacity } from "#protocol/limits";
import { errorOf, withError } from "../../room/errors.ts";
import type { Description, PeerId, Signaling, SignalingFact } from "../../room/ports.ts";
import { dealOffers } from "./deal-offers.ts";
import { Pacing } from "./pacing.ts";
import { Remembered } from "./remembered.ts";
import { parseSealedBody, type SealedBody } from "./sealed-body.ts";
import { seal, unseal, type SealPlace } from "./sealing.ts";
import { SilentMembers } from "./silent-members.ts";
import { deriveSwarmKeys, randomHex, type SwarmKeys } from "./swarm-keys.ts";
import type { ForwardedFrame } from "./tracker-frames.ts";
import type { SealedOffer, TrackerSession } from "./tracker-session.ts";
import { Tracker } from "./tracker.ts";
import { log } from "../../room/log.ts";

/** A tracker that has not answered by then is not waited for any longer. */
const patienceMs = 15_000;
/** From the first tracker's answer: the others' word on who is there is worth so much waiting. */
const settleMs = 250;
/** A description is answered within seconds or never: the mesh withdraws it after 10 s. */
const offerAgeMs = 30_000;
const offersRemembered = 128;
/** Clocks differ, by an hour where somebody set one by hand for summer. What is older is a replay. */
const clockAgreesWithinMs = 3_660_000;
const replaysRemembered = 4_096;
/** For so long after a round its spare offers go to a tracker that comes up late. */
const spareMs = 6_000;
/** Frames that wait to be opened. More at once is a flood. */
const openingAtMost = 64;

export interface TrackerSignalingOptions {
  /** `wss:` addresses of trackers. */
  urls: readonly string[];
  /** Whoever has it and knows the room's name can come in. */
  secret: string;
  room: string;
  identity: string;
  name: string;
  ice: IceServerJson[];
}

interface Received {
  session: TrackerSession;
  /** The offerer's address at that tracker. */
  address: string;
  peerId: PeerId;
}

interface Round {
  id: string;
  offers: { offerId: string; description: Description }[];
}

type Phase =
  | { is: "new" | "in" | "away" | "closed" }
  | { is: "looking"; timer: ReturnType<typeof setTimeout> };

/** Signaling without a server of one's own: sealed offers and answers through public WebTorrent trackers. */
export class TrackerSignaling implements Signaling {
  readonly #options: TrackerSignalingOptions;
  readonly #self: Member;
  readonly #pacing = new Pacing((offers) => this.#deal(offers));
  /** Own offers that may still be answered, by id: the socket that each went out on. */
  readonly #made = new Remembered<TrackerSession>(offersRemembered, offerAgeMs);
  /** Others' offers that may still be answered, by id. */
  readonly #received = new Remembered<Received>(offersRemembered, offerAgeMs);
  /** What was taken before, offers and rounds: a tracker may say it again. */
  readonly #taken = new Remembered<true>(replaysRemembered, 2 * clockAgreesWithinMs);
  /** The room asks over the link, if there is one. */
  readonly #silent = new SilentMembers((peerId) => this.#onFact({ fact: "left", peerId, reason: "closed" }));
  /** Of the last round, not handed out yet. */
  #spare: Round & { atMs: number } = { id: "", offers: [], atMs: -Infinity };
  #trackers: Tracker[] = [];
  #keys: SwarmKeys | undefined;
  #phase: Phase = { is: "new" };
  #onFact: (fact: SignalingFact) => void = () => undefined;
  #opening: Promise<unknown> = Promise.resolve();
  #openingCount = 0;
  /** Has been offered something, or answered. */
  #knowsSomebody = false;
  #dropped = 0;

  constructor(options: TrackerSignalingOptions) {
    this.#options = options;
    const { identity, name } = options;
    this.#self = { peerId: randomHex(limits.idChars), sid: `PA${randomHex(32)}`, identity, name };
  }

  /** Frames that were no good: of strangers, repeated, too late, or too many. */
  get dropped(): number {
    return this.#dropped;
  }

  open(onFact: (fact: SignalingFact) => void): void {
    this.#onFact = onFact;
    addEventListener("online", this.#onOnline);
    void errorOf(54020); // its text is here when it is needed, which may be without a network
    this.#phase = { is: "looking", timer: setTimeout(() => this.#refuse(54020), patienceMs) };
    void this.#start();
  }

  /** Each goes to one tracker. Sent at once where somebody new may be there, else kept back for a while. */
  announce(offers: { offerId: string; description: Description }[]): void {
    if (this.#phase.is === "in") this.#pacing.offer(offers, performance.now());
  }

  answer(to: PeerId, offerId: string, description: Description): void {
    const received = this.#received.take(offerId, performance.now());
    if (received?.peerId === to) void this.#answer(received, offerId, description);
  }

  refuse(to: PeerId, offerId: string): void {
    const received = this.#received.take(offerId, performance.now());
    if (received?.peerId === to) void this.#answer(received, offerId, {});
  }

  /** Trackers carry one answer and nothing after it. What the descriptions hold has to do. */
  candidates(_to: PeerId, _offerId: string, _candidates: CandidateJson[]): void {}
  /** As above; neighbours carry it. */
  parcel(_to: PeerId, _parcel: string): void {}

  close(): void {
    if (this.#phase.is === "closed") return;
    if (this.#phase.is === "looking") clearTimeout(this.#phase.timer);
    this.#phase = { is: "closed" };
    removeEventListener("online", this.#onOnline);
    this.#pacing.close();
    this.#silent.close();
    for (const tracker of this.#trackers) tracker.close();
  }

  async #start(): Promise<void> {
    const { urls, secret, room } = this.#options;
    const keys = await deriveSwarmKeys(secret, room);
    if (this.#phase.is === "closed") return;
    this.#keys = keys;
    this.#trackers = urls.map(
      (url) =>
        new Tracker(url, keys.infoHash, {
          ready: (tracker) => this.#ready(tracker),
          lost: () => this.#lost(),
          offered: (session, frame) => this.#open(session, frame, "offer"),
          answered: (session, frame) => this.#open(session, frame, "answer"),
          garbled: () => this.#drop(),
        }),
    );
    for (const tracker of this.#trackers) tracker.open();
  }

  readonly #onOnline = (): void => {
    for (const tracker of this.#trackers) tracker.hurry();
  };

  #ready(tracker: Tracker): void {
    const nowMs = performance.now();
    this.#pacing.soon(nowMs);
    if (this.#phase.is === "away") return this.#joined();
    if (this.#phase.is === "in" && nowMs - this.#spare.atMs < spareMs) {
      const { id, offers } = this.#spare;
      void this.#handOut(tracker, { id, offers: offers.splice(0, Math.max(1, tracker.others)) });
    }
    if (this.#phase.is !== "looking") return;
    clearTimeout(this.#phase.timer);
    const waitMs = this.#ranked().length === this.#trackers.length ? 0 : settleMs;
    this.#phase = { is: "looking", timer: setTimeout(() => this.#joined(), waitMs) };
  }

  #lost(): void {
    if (this.#phase.is !== "in" || this.#ranked().length > 0) return;
    this.#phase = { is: "away" };
    this.#onFact({ fact: "away" });
  }

  #joined(): void {
    const ranked = this.#ranked();
    if (this.#keys === undefined) return;
    if (ranked.length === 0) {
      // lost again while the others were waited for
      this.#phase = { is: "looking", timer: setTimeout(() => this.#refuse(54020), patienceMs) };
      return;
    }
    this.#phase = { is: "in" };
    this.#pacing.restart();
    const others = Math.max(1, ...ranked.map((tracker) => tracker.others));
    const maxParticipants = roomCapacity["peer-to-peer"];
    this.#onFact({
      fact: "joined",
      joined: {
        self: this.#self,
        room: {
          sid: this.#keys.roomSid,
          name: this.#options.room,
          type: "peer-to-peer",
          maxParticipants,
        },
        peers: [],
        ice: this.#options.ice,
        unaddressedOffers: Math.min(maxParticipants - 1, others + this.#trackers.length - 1),
      },
    });
  }

  #refuse(code: 53105 | 54020): void {
    this.close();
    withError(code, (error) => this.#onFact({ fact: "refused", error }));
  }

  /** Those that have us in their swarm, the best first. */
  #ranked(): Tracker[] {
    return this.#trackers
      .filter(({ session }) => session !== undefined)
      .toSorted((one, other) => one.score - other.score);
  }

  #deal(offers: Round["offers"]): void {
    const ranked = this.#ranked();
    const id = randomHex(limits.idChars);
    const { hands, spare } = dealOffers(
      offers,
      ranked.map(({ others }) => others),
      this.#trackers.length - ranked.length,
    );
    this.#spare = { id, offers: spare, atMs: performance.now() };
    for (const [index, tracker] of ranked.entries())
      void this.#handOut(tracker, { id, offers: hands[index] ?? [] });
  }

  async #handOut({ session }: Tracker, { id, offers }: Round): Promise<void> {
    if (session === undefined || offers.length === 0) return;
    const sealing = offers.map(({ offerId, description }) => {
      this.#made.set(offerId, session, performance.now());
      return this.#seal(session, { direction: "offer", offerId, to: "" }, { ...description, round: id });
    });
    session.announce((await Promise.all(sealing)).filter((sealed) => sealed !== undefined));
  }

  async #answer(
    { session, address }: Received,
    offerId: string,
    description: Partial<Description>,
  ): Promise<void> {
    const sealed = await this.#seal(session, { direction: "answer", offerId, to: address }, description);
    if (sealed !== undefined) session.answer(address, sealed);
  }

  async #seal(
    { peerId: from }: TrackerSession,
    place: Pick<SealPlace, "direction" | "offerId" | "to">,
    { sdp, hello, round }: Partial<Description> & { round?: string },
  ): Promise<SealedOffer | undefined> {
    if (this.#keys === undefined) return undefined;
    const { sealKey, infoHash } = this.#keys;
    const body: SealedBody = { v: 1, atMs: Date.now(), member: this.#self, sdp, hello, round };
    const sealed = await seal(sealKey, { ...place, infoHash, from }, JSON.stringify(body));
    return sealed === undefined ? undefined : { offerId: place.offerId, sealed };
  }

  /** One after the other, in the order in which they came. */
  #open(session: TrackerSession, frame: ForwardedFrame, direction: "offer" | "answer"): void {
    if (this.#openingCount >= openingAtMost) return this.#drop();
    this.#openingCount += 1;
    this.#opening = this.#opening
      .then(() => this.#take(session, frame, direction))
      .catch((error: unknown) => {
        log("error", "a listener of the page failed", error);
        return true;
      })
      .then((taken) => {
        this.#openingCount -= 1;
        if (!taken) this.#drop();
      });
  }

  async #take(
    session: TrackerSession,
    { peerId: from, offerId, sealed }: ForwardedFrame,
    direction: "offer" | "answer",
  ): Promise<boolean> {
    if (this.#keys === undefined) return false;
    const { sealKey, infoHash } = this.#keys;
    const nowMs = performance.now();
    const isOffer = direction === "offer";
    if (isOffer ? this.#taken.get(offerId, nowMs) : this.#made.get(offerId, nowMs) !== session) return false;
    const to = isOffer ? "" : session.peerId;
    const text = await unseal(sealKey, { direction, infoHash, from, to, offerId }, sealed);
    const body = text === undefined ? undefined : parseSealedBody(text);
    if (body === undefined || body.member.peerId === this.#self.peerId) return false;
    if (this.#phase.is !== "in") return true; // no fault of theirs; they will offer again
    const { member, sdp, hello, round } = body;
    if (!isOffer && this.#made.take(offerId, nowMs) === undefined) return false; // answered already
    if (sdp === undefined) {
      // who is in with somebody stays: a late word of one member puts nobody out
      if (!isOffer && !this.#knowsSomebody) this.#refuse(53105);
      return !isOffer;
    }
    const description: Description = { sdp, hello };
    if (!isOffer) {
      this.#knowsSomebody = true;
      this.#silent.heard(member.peerId);
      this.#pacing.soon(nowMs);
      this.#onFact({ fact: "present", member });
      this.#onFact({ fact: "answered", from: member.peerId, offerId, description });
      return true;
    }
    const roundKey = `${member.peerId} ${round}`;
    if (
      round === undefined ||
      Math.abs(Date.now() - body.atMs) > clockAgreesWithinMs ||
      this.#taken.get(roundKey, nowMs)
    )
      return false;
    this.#taken.set(offerId, true, nowMs);
    this.#taken.set(roundKey, true, nowMs);
    this.#received.set(offerId, { session, address: from, peerId: member.peerId }, nowMs);
    this.#pacing.soon(nowMs);
    this.#knowsSomebody = true;
    this.#silent.heard(member.peerId);
    this.#onFact({ fact: "offered", from: member, offerId, description });
    return true;
  }

  #drop(): void {
    this.#dropped += 1;
  }
}
