import { MeshcallError } from "../room/errors.ts";
import { hasRelay, openLoopback, until, type Loopback } from "./loopback.ts";
import type { PreflightReport, ProgressName, TimeSpan } from "./preflight-report.ts";
import { PreflightStats } from "./preflight-stats.ts";
import type { PreflightTest } from "./preflight-test.ts";
import { syntheticMedia } from "./synthetic-media.ts";

export interface PreflightParts {
  /** How long media flows and is measured. */
  durationMs: number;
  /** The servers that a call would use. */
  iceServers(): Promise<RTCIceServer[]>;
}

const measureEveryMs = 1_000;

/** Runs the whole test and tells `test` of it. Never rejects. */
export async function runTest(
  test: PreflightTest,
  { durationMs, iceServers }: PreflightParts,
  signal: AbortSignal,
): Promise<void> {
  const startMs = Date.now();
  const stats = new PreflightStats();
  const progressEvents: PreflightReport["progressEvents"] = [];
  const networkTiming: PreflightReport["networkTiming"] = {};
  const report = (): PreflightReport => ({
    testTiming: spanSince(startMs),
    networkTiming,
    ...stats.report(),
    progressEvents,
  });
  const progress = (name: ProgressName): void => {
    progressEvents.push({ duration: Date.now() - startMs, name });
    test.emit("progress", name);
  };
  const media = syntheticMedia();
  let loopback: Loopback | undefined;
  const player = document.createElement("video");
  try {
    progress("mediaAcquired");
    const servers = await orAbort(iceServers(), signal);
    networkTiming.connect = spanSince(startMs);
    progress("connected");
    if (!hasRelay(servers)) throw new MeshcallError(53405, { cause: new MeshcallError(54010) });

    const openedMs = Date.now();
    loopback = await openLoopback(servers, media.stream);
    const { sender, receiver, received } = loopback;
    if (received.getTracks().length > 0) progress("mediaSubscribed");
    player.muted = true;
    player.srcObject = received;
    player.play().catch(() => undefined); // without a picture there is no `playing`, which is what counts
    const dtls = sender.getSenders()[0]?.transport;
    await Promise.all([
      until(sender, "iceconnectionstatechange", () => isIceUp(sender), signal).then(() => {
        networkTiming.ice = spanSince(openedMs);
        progress("iceConnected");
      }),
      dtls &&
        until(dtls, "statechange", () => dtls.state === "connected", signal).then(() => {
          networkTiming.dtls = spanSince(openedMs);
          progress("dtlsConnected");
        }),
      until(receiver, "connectionstatechange", () => receiver.connectionState === "connected", signal).then(
        () => {
          networkTiming.peerConnection = spanSince(openedMs);
          progress("peerConnectionConnected");
        },
      ),
      until(player, "playing", () => player.videoWidth > 0, signal).then(() => {
        networkTiming.media = spanSince(openedMs);
        progress("mediaStarted");
      }),
    ]);

    const endMs = Date.now() + durationMs;
    do {
      await pause(Math.max(0, Math.min(measureEveryMs, endMs - Date.now())), signal);
      stats.add(await sender.getStats(), await receiver.getStats());
    } while (Date.now() < endMs);
    test.emit("completed", report());
  } catch (error) {
    test.emit("failed", error instanceof Error ? error : new Error(String(error)), report());
  } finally {
    player.srcObject = null;
    loopback?.close();
    media.close();
  }
}

function isIceUp({ iceConnectionState }: RTCPeerConnection): boolean {
  return iceConnectionState === "connected" || iceConnectionState === "completed";
}

function spanSince(start: number): TimeSpan {
  const end = Date.now();
  return { start, end, duration: end - start };
}

function orAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return Promise.race([work, pause(2 ** 31 - 1, signal).then(() => work)]);
}

/** @throws the signal's reason when the test is stopped meanwhile */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(settle, ms);
    const stop = (): void => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
