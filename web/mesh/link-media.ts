import type { LinkTrack } from "./control.ts";
import type { Publication } from "../room/ports.ts";
import type { Sharing } from "./shared/sharing.ts";

export type MediaPublication = Extract<Publication, { mediaStreamTrack: MediaStreamTrack }>;

/** The track is what is meant, whatever stands for it at the sender. */
export type SentTrack = [sid: string, sender: RTCRtpSender, track: MediaStreamTrack];

interface Sent {
  readonly sender: RTCRtpSender;
  track: MediaStreamTrack;
  withheld: boolean;
}

/** The media of one link: which sender carries which publication, and whose track each received section is. */
export class LinkMedia {
  readonly #pc: RTCPeerConnection;
  readonly #onMedia: (sid: string, track: MediaStreamTrack) => void;
  readonly #stream: MediaStream;
  readonly #sharing: Sharing | undefined;
  readonly #sent = new Map<string, Sent>();
  #withheld: ReadonlySet<string> = new Set();
  /** By media section. */
  readonly #received = new Map<string, MediaStreamTrack>();
  readonly #delivered = new Map<string, MediaStreamTrack>();
  #remote: LinkTrack[] = [];

  /**
   * @param stream what PeerJS put on the connection; later tracks join it
   * @param onMedia told once for each received track, when both its media and its name are known
   */
  constructor(
    pc: RTCPeerConnection,
    stream: MediaStream,
    onMedia: (sid: string, track: MediaStreamTrack) => void,
    sharing: Sharing | undefined,
  ) {
    this.#pc = pc;
    this.#stream = stream;
    this.#onMedia = onMedia;
    this.#sharing = sharing;
    pc.addEventListener("track", ({ transceiver, track }) => {
      if (track.kind === "video") this.#sharing?.foresee(pc, transceiver.sender);
      if (transceiver.mid === null) return;
      this.#received.set(transceiver.mid, track);
      this.#match();
    });
  }

  /** The publications that were in the stream when PeerJS took it. */
  adopt(publications: Iterable<MediaPublication>): void {
    for (const { info, mediaStreamTrack } of publications) {
      const sender = this.#pc.getSenders().find(({ track }) => track === mediaStreamTrack);
      if (sender !== undefined) this.#put(info.sid, sender, mediaStreamTrack);
    }
  }

  add({ info, mediaStreamTrack }: MediaPublication): void {
    if (this.#sent.has(info.sid)) return;
    const idle = this.#idleTransceiver(info.kind);
    if (idle === undefined) {
      this.#put(info.sid, this.#pc.addTrack(mediaStreamTrack, this.#stream), mediaStreamTrack);
      return;
    }
    this.#replaceTrack(idle.sender, mediaStreamTrack);
    this.#put(info.sid, idle.sender, mediaStreamTrack);
    idle.direction = idle.direction === "recvonly" ? "sendrecv" : "sendonly";
  }

  remove(sid: string): void {
    const sender = this.#sent.get(sid)?.sender;
    if (sender === undefined) return;
    this.#sent.delete(sid);
    const transceiver = this.#pc.getTransceivers().find((other) => other.sender === sender);
    if (this.#pc.signalingState === "closed" || transceiver === undefined) return;
    // not `removeTrack`: while `replaceTrack` is still under way it does nothing, and the track would be sent
    this.#replaceTrack(sender, null);
    if (transceiver.direction === "sendrecv") transceiver.direction = "recvonly";
    else if (transceiver.direction === "sendonly") transceiver.direction = "inactive";
  }

  replace(sid: string, mediaStreamTrack: MediaStreamTrack): void {
    const sent = this.#sent.get(sid);
    if (sent === undefined) return;
    sent.track = mediaStreamTrack;
    if (!sent.withheld) this.#replaceTrack(sent.sender, mediaStreamTrack);
  }

  /** The peer is sent nothing of these, present ones and later ones; of all others it is. Nothing is negotiated. */
  withhold(sids: ReadonlySet<string>): void {
    this.#withheld = sids;
    for (const [sid, sent] of this.#sent) {
      const withheld = sids.has(sid);
      if (withheld === sent.withheld) continue;
      sent.withheld = withheld;
      this.#replaceTrack(sent.sender, withheld ? null : sent.track);
    }
  }

  /** @returns null until the section is negotiated */
  midOf(sid: string): string | null {
    const sender = this.#sent.get(sid)?.sender;
    return this.#pc.getTransceivers().find((transceiver) => transceiver.sender === sender)?.mid ?? null;
  }

  senders(kind: "audio" | "video"): SentTrack[] {
    const found: SentTrack[] = [];
    for (const [sid, { sender, track, withheld }] of this.#sent)
      if (track.kind === kind && !withheld) found.push([sid, sender, track]);
    return found;
  }

  /** Gives each received track again, with the next list. */
  forget(): void {
    this.#delivered.clear();
  }

  /** The peer's list of tracks; each names its media section. */
  describe(remote: LinkTrack[]): void {
    this.#remote = remote;
    const listed = new Set(remote.map(({ sid }) => sid));
    for (const sid of this.#delivered.keys()) if (!listed.has(sid)) this.#delivered.delete(sid);
    this.#match();
  }

  #put(sid: string, sender: RTCRtpSender, track: MediaStreamTrack): void {
    const withheld = this.#withheld.has(sid);
    this.#sent.set(sid, { sender, track, withheld });
    this.#sharing?.adopt(this.#pc, sid, sender, track);
    if (withheld) this.#replaceTrack(sender, null);
  }

  /** Calls on one sender take effect in order. Only a connection that has closed meanwhile refuses. */
  #replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): void {
    (this.#sharing?.replaceTrack(sender, track) ?? sender.replaceTrack(track)).catch(() => undefined);
  }

  #match(): void {
    for (const info of this.#remote) {
      if (info.kind === "data" || info.mid === null) continue;
      const track = this.#received.get(info.mid);
      if (track === undefined || track.kind !== info.kind || this.#delivered.get(info.sid) === track)
        continue;
      this.#delivered.set(info.sid, track);
      this.#onMedia(info.sid, track);
    }
  }

  /** A section that a track of our own has left: screen shares come and go without the description growing. */
  #idleTransceiver(kind: string): RTCRtpTransceiver | undefined {
    const busy = new Set(Array.from(this.#sent.values(), ({ sender }) => sender));
    return this.#pc
      .getTransceivers()
      .find(
        ({ sender, receiver, direction }) =>
          receiver.track.kind === kind && direction !== "stopped" && !busy.has(sender),
      );
  }
}
