import { env } from "cloudflare:workers";
import { usualRules } from "#protocol/room-rules";
import { describe, expect, test } from "vitest";
import type { RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";

const settings: RoomSettings = {
  type: "go",
  maxParticipants: 2,
  maxParticipantDurationSeconds: 14_400,
  emptyRoomTimeoutMinutes: 5,
  unusedRoomTimeoutMinutes: 5,
  statusCallback: undefined,
  audioOnly: false,
  rules: usualRules,
};

const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const roomSid = sid("RM", "1");
const ana = { participantSid: sid("PA", "a"), identity: "ana" };
const ben = { participantSid: sid("PA", "b"), identity: "ben" };
const room = { roomSid, roomName: "standup", isAdHoc: true };
const at = (sequenceNumber: number) => ({ roomSid, sequenceNumber, atMs: Date.now() + sequenceNumber });

const call: readonly RoomFact[] = [
  { is: "room-created", room, settings, ...at(0) },
  { is: "participant-connected", participant: ana, ...at(1) },
  { is: "participant-connected", participant: ben, ...at(2) },
  { is: "participant-disconnected", participant: ana, durationSeconds: 1, ...at(3) },
  { is: "room-ended", durationSeconds: 2, ...at(4) },
];

/** An account of one test alone. */
const account = () => env.ACCOUNTS.getByName(`AC${crypto.randomUUID().replaceAll("-", "")}`);

describe("an account's object", () => {
  test("counts who is in its rooms and finds rooms in progress by name and by SID", async () => {
    const stub = account();
    expect(await stub.standing("standup")).toEqual({ concurrentParticipants: 0, room: undefined });
    await stub.record(call.slice(0, 3));
    expect(await stub.standing("standup")).toEqual({ concurrentParticipants: 2, room });
    expect(await stub.resolve(roomSid)).toEqual(room);
    await stub.record(call.slice(3, 4));
    expect((await stub.standing()).concurrentParticipants).toBe(1);
    await stub.record(call.slice(4));
    expect(await stub.standing("standup")).toEqual({ concurrentParticipants: 0, room: undefined });
  });

  test("takes facts that are told again once", async () => {
    const stub = account();
    await stub.record(call.slice(0, 3));
    await stub.record(call.slice(0, 4));
    expect((await stub.standing()).concurrentParticipants).toBe(1);
    await stub.record(call);
    await stub.record(call);
    expect(await stub.resolve("standup")).toBeUndefined();
  });

  test("knows nothing of another account's rooms", async () => {
    await account().record(call.slice(0, 3));
    expect(await account().standing(roomSid)).toEqual({ concurrentParticipants: 0, room: undefined });
  });
});
