import { MeshcallError } from "../room/errors.ts";

/** By then a relay that works has connected both ends, TURN over TCP included. */
const connectLimitMs = 15_000;

/** Two connections in this page that may reach each other over the relay alone. */
export interface Loopback {
  sender: RTCPeerConnection;
  receiver: RTCPeerConnection;
  /** What has arrived: sound and a picture. */
  received: MediaStream;
  close(): void;
}

/** @param media what is sent. Offer and answer are under way when it settles; candidates follow by themselves */
export async function openLoopback(iceServers: RTCIceServer[], media: MediaStream): Promise<Loopback> {
  const config: RTCConfiguration = { iceServers, iceTransportPolicy: "relay" };
  const sender = new RTCPeerConnection(config);
  const receiver = new RTCPeerConnection(config);
  const received = new MediaStream();
  for (const [from, to] of [
    [sender, receiver],
    [receiver, sender],
  ] as const) {
    from.addEventListener("icecandidate", ({ candidate }) => {
      // closed by then, or an empty line at the end of the candidates
      if (candidate !== null) to.addIceCandidate(candidate).catch(() => undefined);
    });
  }
  receiver.addEventListener("track", ({ track }) => received.addTrack(track));
  for (const track of media.getTracks()) sender.addTrack(track, media);
  const close = (): void => {
    sender.close();
    receiver.close();
  };
  try {
    await sender.setLocalDescription();
    if (sender.localDescription !== null) await receiver.setRemoteDescription(sender.localDescription);
    await receiver.setLocalDescription();
    if (receiver.localDescription !== null) await sender.setRemoteDescription(receiver.localDescription);
  } catch (error) {
    close();
    throw error;
  }
  return { sender, receiver, received, close };
}

/** Settles when `isThere`, which is asked again at each such event. @throws MeshcallError 53405 when it takes too long */
export function until(
  target: EventTarget,
  event: string,
  isThere: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((settle, fail) => {
    const look = (): void => {
      if (isThere()) end(settle);
    };
    const stopped = (): void => end(() => fail(signal.reason));
    const end = (then: () => void): void => {
      clearTimeout(timer);
      target.removeEventListener(event, look);
      signal.removeEventListener("abort", stopped);
      then();
    };
    const timer = setTimeout(
      () => end(() => fail(new MeshcallError(53405, { cause: new MeshcallError(54011) }))),
      connectLimitMs,
    );
    target.addEventListener(event, look);
    signal.addEventListener("abort", stopped);
    if (signal.aborted) stopped();
    else look();
  });
}

export function hasRelay(iceServers: readonly RTCIceServer[]): boolean {
  return iceServers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url)));
}
