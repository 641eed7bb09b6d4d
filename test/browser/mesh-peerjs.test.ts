import { Peer } from "peerjs";
import manifest from "peerjs/package.json" with { type: "json" };
import { afterEach, describe, expect, it, vi } from "vitest";
import { PeerCalls, type Call } from "../../web/mesh/peerjs.ts";
import { waiting } from "../fakes/people.ts";

/** What web/mesh/peerjs.ts rests on. When this fails after an update of PeerJS, that file needs a look. */

const taken = ["onicecandidate", "oniceconnectionstatechange", "ondatachannel", "ontrack"] as const;
const offerId = "o".repeat(20);

class Side {
  readonly descriptions: string[] = [];
  readonly failures: Error[] = [];
  readonly calls = new PeerCalls({
    described: (id, type) => this.descriptions.push(`${type} ${id}`),
    failed: (_id, error) => this.failures.push(error),
  });

  constructor() {
    sides.push(this);
  }

  async described(count = 1): Promise<void> {
    await vi.waitFor(() => expect(this.descriptions).toHaveLength(count), waiting);
  }
}

const sides: Side[] = [];
afterEach(() => {
  for (const side of sides.splice(0)) side.calls.destroy();
});

function silence(): MediaStream {
  return new AudioContext().createMediaStreamDestination().stream;
}

/** Two sides that have made a link. */
async function linked(
  id = offerId,
  caller = new Side(),
  callee = new Side(),
): Promise<[Side, Side, Call, Call]> {
  const made = caller.calls.offer(id, silence());
  made.pc.createDataChannel("ours", { negotiated: true, id: 100 });
  await caller.described(caller.descriptions.length + 1);
  const answered = callee.calls.answer(id, made.pc.localDescription!.sdp, silence());
  trickle(made.pc, answered.pc);
  answered.pc.createDataChannel("ours", { negotiated: true, id: 100 });
  await callee.described(callee.descriptions.length + 1);
  caller.calls.answered(id, answered.pc.localDescription!.sdp);
  trickle(answered.pc, made.pc);
  await vi.waitFor(() => {
    expect(made.pc.connectionState).toBe("connected");
    expect(answered.pc.connectionState).toBe("connected");
  }, waiting);
  return [caller, callee, made, answered];
}

/** Candidates that are found after the description was read. */
function trickle(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.addEventListener("icecandidate", ({ candidate }) => {
    if (candidate !== null) to.addIceCandidate(candidate).catch(() => undefined); // closed by then
  });
}

describe("PeerJS, as the seam needs it", () => {
  it("is the version that the seam was made for", () => {
    expect(manifest.version).toBe("1.5.5");
    expect(typeof Reflect.get(Peer.prototype, "_createServerConnection")).toBe("function");
  });

  it("makes one RTCPeerConnection for each side by OFFER and ANSWER, and opens no socket", async () => {
    const sockets = vi.spyOn(globalThis, "WebSocket");
    const [caller, callee, made] = await linked();
    expect(caller.descriptions).toEqual([`offer ${offerId}`]);
    expect(callee.descriptions).toEqual([`answer ${offerId}`]);
    expect(caller.failures).toEqual([]);
    expect(made.pc.getTransceivers().map(({ currentDirection }) => currentDirection)).toEqual(["sendrecv"]);
    expect(sockets).not.toHaveBeenCalled();
    sockets.mockRestore();
  });

  it("has four handlers on the connection, all taken over at once and not set again", async () => {
    const [, , made, answered] = await linked();
    for (const { pc } of [made, answered]) {
      for (const handler of taken) expect(pc[handler]).toBeNull();
    }
  });

  it("sets exactly those four by itself", () => {
    const Real = RTCPeerConnection;
    const set = new Set<string>();
    class Watched extends Real {
      constructor(config?: RTCConfiguration) {
        super(config);
        return new Proxy(this, {
          get: (pc, key) => {
            const value: unknown = Reflect.get(pc, key, pc);
            return typeof value === "function" ? value.bind(pc) : value;
          },
          set: (pc, key, value) => {
            if (typeof value === "function") set.add(String(key));
            return Reflect.set(pc, key, value, pc);
          },
        });
      }
    }
    vi.stubGlobal("RTCPeerConnection", Watched);
    new Side().calls.offer(offerId, silence());
    vi.unstubAllGlobals();
    expect([...set].toSorted()).toEqual([...taken].toSorted());
  });

  it("does not trip over a track without a stream, nor over a data channel", async () => {
    const [caller, , made, answered] = await linked();
    const [track] = silence().getTracks();
    const tracks = new Promise<RTCTrackEvent>((resolve) =>
      made.pc.addEventListener("track", resolve, { once: true }),
    );
    const channels = new Promise((resolve) =>
      made.pc.addEventListener("datachannel", resolve, { once: true }),
    );
    answered.pc.addTransceiver(track!);
    answered.pc.createDataChannel("later");
    await answered.pc.setLocalDescription();
    await made.pc.setRemoteDescription(answered.pc.localDescription!);
    await made.pc.setLocalDescription();
    await answered.pc.setRemoteDescription(made.pc.localDescription!);
    expect((await tracks).streams).toEqual([]);
    await channels;
    expect(made.pc.connectionState).toBe("connected");
    expect(caller.failures).toEqual([]);
  });

  it("closes one connection by `close`, twice without harm, and leaves the others", async () => {
    const [caller, callee, first] = await linked();
    const [, , second] = await linked("p".repeat(20), caller, callee);
    first.close();
    first.close();
    expect(first.pc.connectionState).toBe("closed");
    expect(second.pc.connectionState).toBe("connected");
    caller.calls.destroy();
    expect(second.pc.connectionState).toBe("closed");
  });

  it("refuses an offer id that is used twice, and the first link stays", async () => {
    const [, callee, made, answered] = await linked();
    expect(() => callee.calls.answer(offerId, made.pc.localDescription!.sdp, silence())).toThrow(/offer/);
    expect(answered.pc.connectionState).toBe("connected");
    expect(made.pc.connectionState).toBe("connected");
  });

  it("does not close when the data channel that PeerJS opens for itself is closed by the other side", async () => {
    const caller = new Side();
    const made = caller.calls.offer(offerId, silence());
    await caller.described();
    const callee = new Side();
    const answered = callee.calls.answer(offerId, made.pc.localDescription!.sdp, silence());
    const closed = new Promise((resolve) => {
      answered.pc.addEventListener("datachannel", ({ channel }) => {
        channel.addEventListener("close", resolve);
        channel.close(); // as Firefox does when it collects garbage
      });
    });
    trickle(made.pc, answered.pc);
    await callee.described();
    caller.calls.answered(offerId, answered.pc.localDescription!.sdp);
    trickle(answered.pc, made.pc);
    await closed;
    // a round trip over the same association: whatever followed from the close has happened
    const ours = { negotiated: true, id: 100 };
    const [ping, pong] = [made, answered].map(({ pc }) => pc.createDataChannel("ours", ours));
    const heard = new Promise((resolve) => ping!.addEventListener("message", resolve));
    pong!.onopen = () => pong!.send("still here");
    await heard;
    expect(made.pc.connectionState).toBe("connected");
  });

  it("does not close when ICE fails", async () => {
    const [, , made] = await linked();
    // as the browser would: PeerJS listens to this alone
    Object.defineProperty(made.pc, "iceConnectionState", { value: "failed" });
    made.pc.dispatchEvent(new Event("iceconnectionstatechange"));
    expect(made.pc.signalingState).toBe("stable");
  });

  it("ignores an answer to nothing, and reports one that cannot be read", async () => {
    const side = new Side();
    side.calls.answered("nobody".padEnd(20, "x"), "v=0");
    const made = side.calls.offer(offerId, silence());
    await side.described();
    side.calls.answered(offerId, "nonsense");
    await vi.waitFor(() => expect(side.failures).toHaveLength(1), waiting);
    expect(made.pc.signalingState).toBe("have-local-offer");
  });
});
