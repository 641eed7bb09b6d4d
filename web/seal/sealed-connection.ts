import type { TransformOptions } from "./thread-wire.ts";

/** Below those of data tracks (web/mesh/link-channels.ts) and the control channel. */
const channelId = 99;
/** The word of who seals, as docs/protocol.md has it: its version. */
const word = Uint8Array.of(1);
/** Both say it as soon as their channel is open. */
const patienceMs = 5_000;

/** What all connections of a participant have in common. */
export interface Sealing {
  readonly thread: Worker;
  /** For video, and no others; none: the browser's own. */
  readonly codecs: readonly RTCRtpCodec[];
}

export interface ConnectionListener {
  /** The peer seals too. */
  onSealsToo(): void;
  /** It has not said so. */
  onSilent(): void;
}

/**
 * Has everything that this connection sends and receives sealed and opened by the thread, from its first frame on.
 * @param pc in the task in which it was made
 * @returns the call that ends its waiting
 */
export function sealConnection(
  pc: RTCPeerConnection,
  linkId: string,
  { thread, codecs }: Sealing,
  { onSealsToo, onSilent }: ConnectionListener,
): () => void {
  const transform = (side: TransformOptions["side"]): RTCRtpScriptTransform =>
    new RTCRtpScriptTransform(thread, { linkId, side } satisfies TransformOptions);
  const seal = (transceiver: RTCRtpTransceiver): void => {
    const { sender, receiver } = transceiver;
    sender.transform ??= transform("send");
    receiver.transform ??= transform("receive");
    if (receiver.track.kind === "video" && codecs.length > 0) transceiver.setCodecPreferences([...codecs]);
  };
  const sealAll = (): void => pc.getTransceivers().forEach(seal);
  sealAll();
  // Chromium (156) takes a sender's first transform only in the task in which the sender is made
  const addTrack = pc.addTrack.bind(pc);
  pc.addTrack = (...given) => {
    const sender = addTrack(...given);
    sealAll();
    return sender;
  };
  pc.addEventListener("track", ({ transceiver }) => seal(transceiver));
  return exchangeWords(pc, onSealsToo, onSilent);
}

function exchangeWords(pc: RTCPeerConnection, onSealsToo: () => void, onSilent: () => void): () => void {
  const channel = pc.createDataChannel("seal", { negotiated: true, id: channelId });
  channel.binaryType = "arraybuffer";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => clearTimeout(timer);
  channel.addEventListener("open", () => {
    channel.send(word);
    timer = setTimeout(onSilent, patienceMs);
  });
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (!(data instanceof ArrayBuffer) || new Uint8Array(data)[0] !== word[0]) return;
    end();
    onSealsToo();
  });
  return end;
}
