import type { Member } from "#protocol/announce";
import { describe, expect, it } from "vitest";
import type { Joined } from "../../web/room/ports.ts";
import { RoomWriter } from "../../web/room/room-writer.ts";
import { memberOf as member, QuietMesh, QuietSignaling } from "../fakes/quiet-room.ts";

describe("a room in which no server counts the places", () => {
  const joined: Joined = {
    self: member("self"),
    room: { sid: `RM${"0".repeat(32)}`, name: "room", type: "peer-to-peer", maxParticipants: 10 },
    peers: [],
    ice: [],
    unaddressedOffers: 2,
  };

  /** Nine others have come. */
  function fullRoom() {
    const [mesh, signaling] = [new QuietMesh(), new QuietSignaling()];
    const meter = { follow: () => undefined, close: () => undefined };
    const writer = new RoomWriter(joined, { mesh, signaling, meter, tracks: [], onEnd: () => undefined });
    const offer = (from: Member): void =>
      writer.onSignaling({ fact: "offered", from, offerId: "o".repeat(20), description: { sdp: "v=0" } });
    for (const identity of "123456789") offer(member(identity));
    return { mesh, signaling, writer, offer };
  }

  it("refuses the eleventh, and nobody sees them", () => {
    const { mesh, signaling, writer, offer } = fullRoom();
    offer(member("eleventh"));
    expect(writer.room.participants.size).toBe(9);
    expect(mesh.offers).not.toContain("eleventh");
    expect(signaling.refused).toEqual([member("eleventh").peerId]);
  });

  it("lets in who is in already, also from another tab", () => {
    const { mesh, signaling, writer, offer } = fullRoom();
    offer(member("3"));
    offer(member("5", "another tab"));
    expect(signaling.refused).toEqual([]);
    expect(mesh.offers.slice(-2)).toEqual(["3", "5"]);
    expect(writer.room.participants.size).toBe(9);
  });

  it("takes nobody for missing when signaling comes back without a list", () => {
    const { mesh, writer } = fullRoom();
    writer.onSignaling({ fact: "away" });
    writer.onSignaling({ fact: "joined", joined });
    expect(mesh.probed).toEqual([]);
    expect(writer.room.participants.size).toBe(9);
  });
});
