import { expect, it, onTestFinished } from "vitest";
import { SealedSeatData } from "../../web/data/seat-data.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import { LinkKeys, type KeysMessage } from "../../web/mesh/link-keys.ts";
import type { ControlMessage } from "../../web/mesh/control.ts";

interface End {
  readonly pc: RTCPeerConnection;
  readonly keys: LinkKeys;
  readonly data: SealedSeatData;
  /** Its public key is with the peer. */
  readonly offered: Promise<void>;
  /** Settled when the peer's keys were taken, or were not. */
  readonly sealing: Promise<number | null>;
}

/** One end of a link; what it says goes to whoever `peer` names. */
function end(selfId: string, peerId: string, peer: () => End): End {
  const pc = new RTCPeerConnection();
  const data = new SealedSeatData(startKernel());
  const offered = Promise.withResolvers<void>();
  const sealing = Promise.withResolvers<number | null>();
  const keys = new LinkKeys({
    pc,
    data: data.openLink("link"),
    roomSid: "RM",
    selfId,
    send: (message) => {
      if (isKeys(message)) peer().keys.receive(message, selfId);
      if (message.type === "key") offered.resolve();
    },
    onSealing: (code) => sealing.resolve(code),
    onKeys: () => undefined,
    onNoKernel: () => sealing.reject(new Error(`${peerId} has no kernel`)),
    onVerification: () => undefined,
  });
  onTestFinished(() => {
    keys.close();
    data.close();
    pc.close();
  });
  return { pc, keys, data, offered: offered.promise, sealing: sealing.promise };
}

function isKeys(message: ControlMessage): message is KeysMessage {
  return message.type === "key" || message.type === "senderKey";
}

it("the peer's key may be here before its answer is applied", async () => {
  const ana: End = end("ana", "ben", () => ben);
  const ben: End = end("ben", "ana", () => ana);
  ana.pc.createDataChannel("control", { negotiated: true, id: 100 });
  await ana.pc.setLocalDescription();
  await ben.pc.setRemoteDescription(ana.pc.localDescription!);
  await ben.pc.setLocalDescription();
  ben.keys.opened();
  ana.keys.opened();
  await Promise.all([ana.offered, ben.offered]);
  await ana.pc.setRemoteDescription(ben.pc.localDescription!);
  expect(await Promise.all([ana.sealing, ben.sealing])).toEqual([null, null]);
});
