import { afterEach, expect, it } from "vitest";
import { Negotiation } from "../../web/mesh/negotiation.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** As Firefox says it; undoes itself, but for whose it is. */
function renumbered(sdp: string): string {
  return sdp
    .replace("o=-", "o=mozilla...THIS_IS_SDPARTA-153.0")
    .replaceAll(/^a=extmap:(\d+)/gm, (_, id: string) => `a=extmap:${15 - Number(id)}`);
}

class End {
  readonly pc = new RTCPeerConnection();
  readonly errors: unknown[] = [];
  readonly negotiation: Negotiation;
  far: End | undefined;

  /** @param isFirefox its offers number header extensions in an order of their own; it takes others as they are */
  constructor(polite: boolean, isFirefox = false) {
    ends.push(() => this.pc.close());
    this.pc.createDataChannel("control", { negotiated: true, id: 100 });
    this.pc.onicecandidate = ({ candidate }) =>
      void this.far?.pc.addIceCandidate(candidate!).catch(() => undefined);
    this.negotiation = new Negotiation(
      this.pc,
      polite,
      (id, { type, sdp }, instead) => {
        const isOfFirefox = isFirefox === (type === "offer");
        const heard = { type, sdp: isOfFirefox ? renumbered(sdp) : sdp };
        // as over a channel: in order, and not at once
        setTimeout(() => void this.far?.negotiation.receive(id, heard, instead));
      },
      (error) => this.errors.push(error),
    );
  }

  get isSettled(): boolean {
    const kinds = this.pc.getTransceivers().filter(({ currentDirection }) => currentDirection === "sendrecv");
    return this.pc.signalingState === "stable" && kinds.length === 2;
  }
}

function sources(): MediaStreamTrack[] {
  const context = new AudioContext();
  ends.push(() => void context.close());
  const canvas = document.createElement("canvas");
  canvas.getContext("2d");
  return [
    ...context.createMediaStreamDestination().stream.getTracks(),
    ...canvas.captureStream().getTracks(),
  ];
}

/** A link without media, as PeerJS makes it. */
async function linked(polite: End, other: End): Promise<void> {
  [polite.far, other.far] = [other, polite];
  await polite.pc.setLocalDescription();
  await other.pc.setRemoteDescription(polite.pc.localDescription!);
  await other.pc.setLocalDescription();
  await polite.pc.setRemoteDescription(other.pc.localDescription!);
  for (const { negotiation } of [polite, other]) negotiation.start();
}

it("two offers at once, one of which Chromium does not take since one of its own is out, end in sound and picture both ways", async () => {
  const [polite, other] = [new End(true), new End(false, true)];
  await linked(polite, other);
  // addTrack, so that either side's offer may become the other's
  for (const { pc } of [polite, other]) for (const track of sources()) pc.addTrack(track);
  await expect.poll(() => [polite.isSettled, other.isSettled]).toEqual([true, true]);
  expect([...polite.errors, ...other.errors]).toEqual([]);
});
