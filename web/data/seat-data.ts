import { transferredBytes, type DataCommand, type DataEvent, type DataKernel } from "../room/data-wire.ts";
import type { DataLoss, LinkData, SeatData } from "../room/ports.ts";
import { SealedLinkData } from "./link-data.ts";
import { PackWriter } from "./pack-writer.ts";
import { lendChannel } from "./page-channel.ts";
import { SentMessages } from "./sent-messages.ts";

type GivingCommand = DataCommand & { channel: unknown };
type Ungiven<Command> = Command extends GivingCommand ? Omit<Command, "channel"> : never;

interface OwnTrack {
  readonly writer: PackWriter;
  readonly sent: SentMessages;
  /** Those that messages are for. */
  readonly links: Set<LinkData>;
  ended: boolean;
}

export interface SeatDataOptions {
  /** What everybody in the room knows and no server. */
  roomSecret?: string | undefined;
  /** False: channels stay in the page, as in browsers that cannot transfer them. */
  transferChannels?: boolean | undefined;
}

/**
 * The data tracks of one participant of this page in one room. Everything is said to the kernel over one port, which is there
 * before the kernel has started: a channel can only be transferred in the task in which it is made.
 */
export class SealedSeatData implements SeatData {
  readonly roomSecret: Uint8Array;
  readonly #port: MessagePort;
  readonly #links = new Map<string, SealedLinkData>();
  readonly #tracks = new Map<string, OwnTrack>();
  #transfers: boolean;
  #flushing = false;
  #gone = false;
  #onLate: (sid: string, loss: DataLoss) => void = () => undefined;

  /** @param kernel starting; undefined when it could not start */
  constructor(kernel: Promise<DataKernel | undefined>, options: SeatDataOptions = {}) {
    this.roomSecret = new TextEncoder().encode(options.roomSecret ?? "");
    this.#transfers = options.transferChannels ?? true;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<DataEvent[]>) => data.forEach((event) => this.#heard(event));
    const carry = async (): Promise<void> => {
      const started = await kernel;
      if (started === undefined) this.#kernelGone();
      else await started.carryData(port2);
    };
    carry().catch(() => this.#kernelGone());
  }

  /** There is no kernel, or no longer. */
  get isGone(): boolean {
    return this.#gone;
  }

  start(onLate: (sid: string, loss: DataLoss) => void): void {
    this.#onLate = onLate;
  }

  openLink(linkId: string): LinkData {
    const link = new SealedLinkData(linkId, this);
    this.#links.set(linkId, link);
    return link;
  }

  send(sid: string, data: string | Uint8Array): Promise<readonly DataLoss[] | undefined> {
    const track = this.#tracks.get(sid);
    if (track === undefined || track.links.size === 0) return Promise.resolve(undefined);
    if (this.#gone) return Promise.resolve(unsealed(track));
    track.writer.add(data);
    if (!this.#flushing) {
      this.#flushing = true;
      queueMicrotask(() => this.#flush());
    }
    return track.sent.add();
  }

  end(sid: string): void {
    this.tell({ do: "end", sid });
    const track = this.#tracks.get(sid);
    if (track === undefined) return;
    track.ended = true;
    this.#settled(sid, track);
  }

  close(): void {
    this.tell({ do: "closeSeat" });
  }

  /* ---------- for its links ---------- */

  attach(link: LinkData, linkId: string, sid: string): void {
    let track = this.#tracks.get(sid);
    if (track === undefined) {
      track = { writer: new PackWriter(), sent: new SentMessages(), links: new Set(), ended: false };
      this.#tracks.set(sid, track);
    }
    if (track.links.has(link)) return;
    track.links.add(link);
    this.tell({ do: "attach", linkId, sid });
  }

  detach(link: LinkData, sid: string): void {
    this.#tracks.get(sid)?.links.delete(link);
  }

  drop(link: LinkData, linkId: string): void {
    for (const { links } of this.#tracks.values()) links.delete(link);
    if (this.#gone) this.#links.delete(linkId);
    this.tell({ do: "drop", linkId });
  }

  tell(command: DataCommand): void {
    if (this.#gone) return;
    this.#flush();
    this.#port.postMessage(command);
  }

  /** In the task in which the channel was made. */
  give(command: Ungiven<DataCommand>, channel: RTCDataChannel): void {
    this.#flush();
    if (this.#transfers) {
      try {
        return this.#port.postMessage({ ...command, channel }, [channel]);
      } catch {
        this.#transfers = false; // this browser cannot, or not this one any more
      }
    }
    const lent = lendChannel(channel);
    this.#port.postMessage({ ...command, channel: lent }, [lent]);
  }

  /** What was sent goes before whatever is said next. */
  #flush(): void {
    if (!this.#flushing) return;
    this.#flushing = false;
    for (const [sid, { writer }] of this.#tracks) {
      if (writer.isEmpty) continue;
      const packs = writer.take();
      const command: DataCommand = { do: "send", sid, packs };
      const large = packs.filter(({ bytes }) => bytes.length >= transferredBytes);
      this.#port.postMessage(
        command,
        large.map(({ bytes }) => bytes.buffer),
      );
    }
  }

  #heard(event: DataEvent): void {
    if (event.is === "taken") {
      const track = this.#tracks.get(event.sid);
      track?.sent.taken(event.below);
      if (track !== undefined) this.#settled(event.sid, track);
      return;
    }
    const link = this.#links.get(event.linkId);
    if (event.is === "dropped") {
      this.#links.delete(event.linkId);
    } else if (event.is === "lost") {
      const { sid, from, below, code } = event;
      if (link !== undefined && this.#tracks.get(sid)?.sent.lost(link, from, below, code))
        this.#onLate(sid, { link, code });
    } else {
      link?.heard(event);
    }
  }

  #settled(sid: string, { ended, sent }: OwnTrack): void {
    if (ended && sent.isEmpty) this.#tracks.delete(sid);
  }

  #kernelGone(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#port.close();
    for (const track of this.#tracks.values()) track.sent.loseAll(unsealed(track));
    for (const link of this.#links.values()) link.kernelGone();
  }
}

function unsealed({ links }: OwnTrack): DataLoss[] {
  return Array.from(links, (link) => ({ link, code: 54004 as const }));
}
