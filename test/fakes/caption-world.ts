import { captionsOf, type Captions } from "../../web/captions/captions.ts";
import type { LevelMeter, MeshFact, Publication } from "../../web/room/ports.ts";
import type { Room } from "../../web/room/room.ts";
import { RoomWriter } from "../../web/room/room-writer.ts";
import { memberOf, QuietMesh, QuietSignaling } from "./quiet-room.ts";

const quietMeter: LevelMeter = { follow: () => undefined, close: () => undefined };

/** Rooms in one process whose data tracks lead to each other, late and in any order. Needs fake timers. */
export class CaptionWorld {
  readonly pages: CaptionPage[] = [];
  readonly random: () => number;
  /** The longest that a message is under way. */
  delayMs: number;
  /** Messages that are lost for good, as with a link that was made anew. */
  lossRate = 0;

  constructor(random: () => number, delayMs = 0) {
    this.random = random;
    this.delayMs = delayMs;
  }

  join(name: string): CaptionPage {
    const page = new CaptionPage(this, name);
    for (const other of this.pages) {
      other.offered(page);
      page.meets(other);
    }
    this.pages.push(page);
    return page;
  }

  leave(page: CaptionPage): void {
    this.pages.splice(this.pages.indexOf(page), 1);
    for (const other of this.pages) other.mesh.tell({ fact: "gone", peerId: page.peerId, why: "bye" });
  }
}

export class CaptionPage {
  readonly name: string;
  readonly peerId: string;
  readonly room: Room;
  readonly captions: Captions;
  readonly mesh: WorldMesh;
  readonly #writer: RoomWriter;

  constructor(world: CaptionWorld, name: string) {
    this.name = name;
    const self = memberOf(name);
    this.peerId = self.peerId;
    this.mesh = new WorldMesh(world, this);
    const room = { sid: "RM0", name: "room", type: "peer-to-peer" as const, maxParticipants: 10 };
    const peers = world.pages.map((other) => memberOf(other.name));
    this.#writer = new RoomWriter(
      { self, room, peers, ice: [] },
      {
        signaling: new QuietSignaling(),
        mesh: this.mesh,
        meter: quietMeter,
        tracks: [],
        onEnd: () => undefined,
      },
    );
    this.room = this.#writer.room;
    this.captions = captionsOf(this.room);
  }

  offered(newcomer: CaptionPage): void {
    const from = memberOf(newcomer.name);
    this.#writer.onSignaling({ fact: "offered", from, offerId: "offer", description: { sdp: "" } });
    this.meets(newcomer);
  }

  meets(other: CaptionPage): void {
    this.mesh.tell({ fact: "linkState", peerId: other.peerId, state: "open" });
    other.mesh.tellTracks(this);
  }

  /** What a page shows of somebody, each line as `kind: text`, and `…` where it goes on. */
  reads(from: CaptionPage): string[] {
    const sid = from.room.localParticipant.sid;
    return this.captions.lines
      .filter(({ speaker }) => speaker.sid === sid)
      .map(({ kind, text, isDone }) => `${kind}: ${text}${isDone ? "" : "…"}`);
  }

  /** Something that no page of ours sends. */
  forge(data: string | ArrayBuffer): void {
    this.mesh.forge(data);
  }
}

class WorldMesh extends QuietMesh {
  readonly #world: CaptionWorld;
  readonly #page: CaptionPage;
  readonly #published = new Map<string, Publication>();

  constructor(world: CaptionWorld, page: CaptionPage) {
    super();
    this.#world = world;
    this.#page = page;
  }

  override publish(publication?: Publication): void {
    if (publication === undefined) return;
    this.#published.set(publication.info.sid, publication);
    for (const other of this.#others) this.tellTracks(other);
  }

  tellTracks(to: CaptionPage): void {
    const tracks = [...this.#published.values()].map(({ info }) => info);
    to.mesh.tell({ fact: "tracks", peerId: this.#page.peerId, tracks });
  }

  override async send(sid?: string, data?: string | Uint8Array): Promise<void> {
    if (sid === undefined || typeof data !== "string") return;
    for (const other of this.#others)
      this.#carry(other, { fact: "message", peerId: this.#page.peerId, sid, data });
  }

  forge(data: string | ArrayBuffer): void {
    const [sid = ""] = this.#published.keys();
    for (const other of this.#others)
      other.mesh.tell({ fact: "message", peerId: this.#page.peerId, sid, data });
  }

  get #others(): CaptionPage[] {
    return this.#world.pages.filter((page) => page !== this.#page);
  }

  #carry(to: CaptionPage, fact: MeshFact): void {
    const { random, delayMs, lossRate } = this.#world;
    if (random() < lossRate) return;
    setTimeout(() => to.mesh.tell(fact), random() * delayMs);
  }
}
