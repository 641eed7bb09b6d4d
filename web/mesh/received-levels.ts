import type { AudioLevel } from "../room/ports.ts";

const intervalMs = 100;
/** Loudness alone: music and keyboards pass for speech. The kernel of a peer that has one knows better. */
const speakingDbov = -45;
/** A pause between words is no end of speech (the kernel's voice decision holds as long). */
const hangoverMs = 400;
const silenceDbov = -127;

const measured = new WeakSet<RTCPeerConnection>();

/**
 * The level of a peer that cannot measure its own microphone, taken from what arrives: the RFC 6464 level
 * that the browser reads off the last packets. Until the connection is closed; safe to call twice.
 */
export function receiveLevels(pc: RTCPeerConnection, onLevel: (level: AudioLevel) => void): void {
  if (measured.has(pc)) return;
  measured.add(pc);
  let loudAtMs = -Infinity;
  const timer = setInterval(() => {
    if (pc.signalingState === "closed") return clearInterval(timer);
    const receiver = pc.getReceivers().find(({ track }) => track.kind === "audio");
    // 0..1, linear; missing when the sender negotiated no level extension
    const [source] = receiver?.getSynchronizationSources() ?? [];
    const linear = source?.audioLevel ?? 0;
    const levelDbov = linear > 0 ? Math.max(silenceDbov, 20 * Math.log10(linear)) : silenceDbov;
    const nowMs = performance.now();
    if (levelDbov > speakingDbov) loudAtMs = nowMs;
    onLevel({ levelDbov, speaking: nowMs - loudAtMs < hangoverMs });
  }, intervalMs);
}
