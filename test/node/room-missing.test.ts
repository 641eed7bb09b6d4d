import { expect, it, vi } from "vitest";
import type { Joined } from "../../web/room/ports.ts";
import { RoomWriter } from "../../web/room/room-writer.ts";
import { memberOf, QuietMesh, QuietSignaling } from "../fakes/quiet-room.ts";

/** Has a server that can look who is there. */
class LookingSignaling extends QuietSignaling {
  looks = 0;
  look(): void {
    this.looks++;
  }
}

const [self, ana] = [memberOf("self"), memberOf("ana")];
const joined: Joined = {
  self,
  room: { sid: `RM${"0".repeat(32)}`, name: "room", type: "go", maxParticipants: 2 },
  peers: [ana],
  ice: [],
};

it("who falls silent is gone, the server is asked to look, and what it says is final", () => {
  const [mesh, signaling] = [new QuietMesh(), new LookingSignaling()];
  const meter = { follow: () => undefined, close: () => undefined };
  const writer = new RoomWriter(joined, { mesh, signaling, meter, tracks: [], onEnd: () => undefined });
  const gone: string[] = [];
  writer.room.on("participantDisconnected", ({ identity }) => gone.push(identity));
  mesh.tell({ fact: "gone", peerId: ana.peerId, why: "silent" });
  expect(gone).toEqual(["ana"]);
  expect(signaling.looks).toBe(1);
  writer.onSignaling({ fact: "left", peerId: ana.peerId, reason: "closed" });
  expect(gone).toEqual(["ana"]);
  expect(mesh.dropped).toContain(ana.peerId);
});

it("who is silenced while nobody reaches them is so when they are back", async () => {
  const [mesh, signaling] = [new QuietMesh(), new LookingSignaling()];
  const meter = { follow: () => undefined, close: () => undefined };
  const writer = new RoomWriter(joined, { mesh, signaling, meter, tracks: [], onEnd: () => undefined });
  mesh.tell({ fact: "gone", peerId: ana.peerId, why: "silent" });
  const silenced = { audio: true, video: false };
  const { peerId, name } = ana;
  writer.onSignaling({
    fact: "news",
    news: { is: "member", peerId, name, role: "publisher", isPublishing: true, silenced },
  });
  await vi.dynamicImportSettled();
  const description = { sdp: "v=0" };
  writer.onSignaling({ fact: "answered", from: peerId, offerId: "o".repeat(20), description });
  expect([...writer.room.participants.values()]).toMatchObject([{ identity: "ana", silenced }]);
});
