import {
  transferredBytes,
  type DataCommand,
  type DataEvent,
  type Delivery,
  type LossCode,
} from "../room/data-wire.ts";
import type { MediaKeyAsk, MediaKeyTold } from "../room/media-keys.ts";
import { frameChannel, type FrameChannel } from "./frame-channel.ts";
import { Inlet } from "./inlet.ts";
import type { StreamId } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import { SendingTrack, type TrackSealer } from "./sending-track.ts";
import type { Streams } from "./streams.ts";

/**
 * That a message is taken is told with what else there is to tell, and soon: to wake the page for it alone makes an answer
 * later that is on its way meanwhile (measured). While more is waiting to be taken, nobody is in a hurry.
 */
const takenWithinMs = 1;
const takenWhileWaitingWithinMs = 10;
const takenAtOnceBytes = 256 * 1024;

interface SeatLink {
  /** 54004: there is no sealing with this peer. */
  refused: LossCode | undefined;
  readonly agreed: PromiseWithResolvers<void>;
  /** The peer's tracks that the page wants, from before the two ends agree. */
  readonly wanted: Map<string, FrameChannel>;
  readonly inlets: Map<string, { inlet: Inlet; stream: StreamId }>;
}

interface OwnTrack {
  /** None: the kernel has no room for one more, and every link loses what is sent. */
  readonly stream: StreamId | undefined;
  readonly track: SendingTrack;
}

/** The data tracks of one participant of this page in one room, as its port tells: own ones, and those of its links. */
export class DataSeat {
  readonly #streams: Streams;
  readonly #seatId: string;
  readonly #port: MessagePort;
  readonly #mediaKeys: MessagePort | undefined;
  readonly #onClosed: () => void;
  readonly #links = new Map<string, SeatLink>();
  readonly #own = new Map<string, OwnTrack>();
  /** Own messages of each track below this number are taken, which the page does not know yet. */
  readonly #taken = new Map<string, number>();
  #takenBytes = 0;
  #takenTimer: ReturnType<typeof setTimeout> | undefined;
  #takenTimerMs = Infinity;

  /**
   * @param seatId of no other seat
   * @param onClosed called once, when the page has closed the seat
   * @param mediaKeys to where sound and picture are sealed
   */
  constructor(
    streams: Streams,
    seatId: string,
    port: MessagePort,
    onClosed: () => void,
    mediaKeys?: MessagePort,
  ) {
    this.#streams = streams;
    this.#seatId = seatId;
    this.#port = port;
    this.#onClosed = onClosed;
    this.#mediaKeys = mediaKeys;
    port.onmessage = ({ data }: MessageEvent<DataCommand>) => this.#take(data);
    if (mediaKeys === undefined) return;
    streams.sealMedia(seatId, (kid, base) => this.#tellMedia({ is: "own", kid, base }));
    mediaKeys.onmessage = ({ data: { linkId, kid } }: MessageEvent<MediaKeyAsk>) => {
      const base = streams.mediaBase(this.#named(linkId), kid);
      this.#tellMedia({ is: "peer", linkId, kid, base });
    };
  }

  #take(command: DataCommand): void {
    switch (command.do) {
      case "send":
        return this.#own.get(command.sid)?.track.send(command.packs);
      case "consumed":
        return this.#links.get(command.linkId)?.inlets.get(command.sid)?.inlet.consumed(command.frameBytes);
      case "offerKey":
        return void this.#offerKey(command.linkId);
      case "agree":
        return void this.#agree(command);
      case "takeKeys":
        return void this.#takeKeys(command.linkId, command.keys);
      case "publish":
        return this.#publish(command);
      case "attach":
        return this.#own.get(command.sid)?.track.attach(command.linkId);
      case "ready":
        return this.#own.get(command.sid)?.track.outlet(command.linkId)?.ready(command.largestBytes);
      case "subscribe":
        return void this.#subscribe(command);
      case "close":
        return this.#close(command.linkId, command.sid);
      case "end":
        return this.#end(command.sid);
      case "drop":
        return this.#drop(command.linkId);
      case "closeSeat":
        return this.#closeSeat();
    }
  }

  #link(linkId: string): SeatLink {
    const known = this.#links.get(linkId);
    if (known !== undefined) return known;
    const agreed = Promise.withResolvers<void>();
    agreed.promise.catch(() => undefined); // told to whoever subscribes
    const link: SeatLink = { refused: undefined, agreed, wanted: new Map(), inlets: new Map() };
    this.#links.set(linkId, link);
    this.#streams.openLink(this.#named(linkId), this.#seatId, (keys) =>
      this.#tell({ is: "keys", linkId, keys }, [keys.buffer]),
    );
    return link;
  }

  /** Both ends of a link may be in this page. */
  #named(linkId: string): string {
    return `${this.#seatId} ${linkId}`;
  }

  async #offerKey(linkId: string): Promise<void> {
    this.#link(linkId);
    // a browser without X25519: the peer is told that sealing is off
    const key = await this.#streams.offerKey(this.#named(linkId)).catch(() => undefined);
    this.#tell({ is: "key", linkId, key });
  }

  async #agree(command: DataCommand & { do: "agree" }): Promise<void> {
    const { linkId, peerKey, context, roomSecret } = command;
    const link = this.#link(linkId);
    try {
      if (peerKey === undefined) throw new Error("The peer has no sealing");
      await this.#streams.agree(this.#named(linkId), peerKey, context, roomSecret);
      link.agreed.resolve();
    } catch (error) {
      link.agreed.reject(error);
      this.#refuse(linkId, 54004);
    }
  }

  async #takeKeys(linkId: string, keys: Uint8Array): Promise<void> {
    try {
      await this.#streams.takeKeys(this.#named(linkId), keys);
      this.#tell({ is: "sealing", linkId, code: null });
      this.#tellMedia({ is: "news", linkId });
    } catch {
      if (!this.#links.has(linkId)) return; // closed meanwhile
      this.#tell({ is: "sealing", linkId, code: 54013 });
      this.#refuse(linkId, 54013);
    }
  }

  #refuse(linkId: string, code: LossCode): void {
    const link = this.#links.get(linkId);
    if (link !== undefined) link.refused ??= code;
    for (const { track } of this.#own.values()) track.outlet(linkId)?.fail(code);
  }

  #publish({ linkId, sid, delivery, channel }: DataCommand & { do: "publish" }): void {
    const link = this.#link(linkId);
    const { track, stream } = this.#ownTrack(sid, delivery);
    const outlet = track.publish(linkId, frameChannel(channel));
    if (link.refused !== undefined) outlet.fail(link.refused);
    if (stream === undefined) outlet.fail(54004);
  }

  #ownTrack(sid: string, delivery: Delivery): OwnTrack {
    const known = this.#own.get(sid);
    if (known !== undefined) return known;
    const stream = this.#openSending(sid);
    const sealer: TrackSealer = {
      seal: (head, body) => {
        if (stream === undefined) throw new KernelError("This track has no stream");
        return this.#streams.sealFrame(stream, head, body);
      },
      attach: (linkId) => stream !== undefined && this.#streams.attach(stream, this.#named(linkId)),
    };
    const track = new SendingTrack(delivery, sealer, {
      onTaken: (below, sealedBytes, isEmpty) => {
        this.#taken.set(sid, below);
        this.#takenBytes += sealedBytes;
        if (this.#takenBytes >= takenAtOnceBytes) this.#tellTaken();
        else this.#tellTakenWithin(isEmpty ? takenWithinMs : takenWhileWaitingWithinMs);
      },
      onLost: (linkId, from, below, code) => this.#tell({ is: "lost", linkId, sid, from, below, code }),
    });
    const own = { stream, track };
    this.#own.set(sid, own);
    return own;
  }

  /** @returns undefined when there are too many */
  #openSending(sid: string): StreamId | undefined {
    try {
      return this.#streams.openSending(this.#seatId, sid);
    } catch {
      return undefined; // told to whoever sends
    }
  }

  async #subscribe({ linkId, sid, delivery, channel }: DataCommand & { do: "subscribe" }): Promise<void> {
    const link = this.#link(linkId);
    const frames = frameChannel(channel);
    link.wanted.set(sid, frames);
    try {
      await link.agreed.promise;
      if (this.#links.get(linkId) !== link || link.wanted.get(sid) !== frames) return frames.close();
      const { ordered, reliable } = delivery;
      const stream = this.#streams.openReceiving({
        linkId: this.#named(linkId),
        trackSid: sid,
        ordered: ordered && reliable,
      });
      const inlet = new Inlet(
        frames,
        delivery,
        (frame, done) => this.#streams.openFrame(stream, frame, done),
        (pack, frameBytes) => {
          const transferred = pack.bytes.length < transferredBytes ? [] : [pack.bytes.buffer];
          this.#tell({ is: "messages", linkId, sid, pack, frameBytes }, transferred);
        },
      );
      link.inlets.set(sid, { inlet, stream });
      this.#tell({ is: "listening", linkId, sid });
    } catch (error) {
      frames.close();
      this.#tell({ is: "deaf", linkId, sid, reason: String(error) });
    }
  }

  #close(linkId: string, sid: string): void {
    const own = this.#own.get(sid);
    own?.track.close(linkId, 54005);
    if (own?.stream !== undefined) this.#streams.detach(own.stream, this.#named(linkId));
    const link = this.#links.get(linkId);
    link?.wanted.delete(sid);
    const open = link?.inlets.get(sid);
    if (open === undefined) return;
    link?.inlets.delete(sid);
    open.inlet.close();
    this.#streams.close(open.stream);
  }

  #end(sid: string): void {
    const own = this.#own.get(sid);
    if (own === undefined) return;
    this.#own.delete(sid);
    own.track.closeAll();
    if (own.stream !== undefined) this.#streams.close(own.stream);
  }

  #drop(linkId: string): void {
    const link = this.#links.get(linkId);
    if (link === undefined) return;
    for (const { track } of this.#own.values()) track.close(linkId, 54005);
    for (const sid of link.inlets.keys()) this.#close(linkId, sid);
    this.#links.delete(linkId);
    link.agreed.reject(new Error("The link has closed"));
    this.#streams.dropLink(this.#named(linkId));
    this.#tell({ is: "dropped", linkId });
  }

  #closeSeat(): void {
    for (const sid of this.#own.keys()) this.#end(sid);
    this.#streams.closeSeat(this.#seatId); // no new keys for links that close next
    for (const linkId of this.#links.keys()) this.#drop(linkId);
    this.#tellTaken();
    this.#port.close();
    this.#mediaKeys?.close();
    this.#onClosed();
  }

  #tellMedia(told: MediaKeyTold): void {
    this.#mediaKeys?.postMessage(told);
  }

  #tellTakenWithin(ms: number): void {
    if (ms >= this.#takenTimerMs) return;
    clearTimeout(this.#takenTimer);
    this.#takenTimer = setTimeout(() => this.#tellTaken(), ms);
    this.#takenTimerMs = ms;
  }

  #tellTaken(): void {
    if (this.#taken.size > 0) this.#port.postMessage(this.#takeTaken());
  }

  /** What was not told of yet. */
  #takeTaken(): DataEvent[] {
    clearTimeout(this.#takenTimer);
    this.#takenTimerMs = Infinity;
    this.#takenBytes = 0;
    const events = Array.from(this.#taken, ([sid, below]): DataEvent => ({ is: "taken", sid, below }));
    this.#taken.clear();
    return events;
  }

  #tell(event: DataEvent, transferred: Transferable[] = []): void {
    this.#port.postMessage(this.#taken.size > 0 ? [...this.#takeTaken(), event] : [event], transferred);
  }
}
