import { usualRules } from "#protocol/room-rules";
import { expect, test } from "vitest";
import { webhookRequest } from "../../signal-worker/src/webhooks/delivery.ts";
import { signatureOf } from "../../signal-worker/src/webhooks/signature.ts";
import { webhookOf, type Webhook } from "../../signal-worker/src/webhooks/webhook.ts";
import type { RoomFact } from "../../signal-worker/src/facts.ts";

const roomSid = `RM${"1".repeat(32)}`;
const accountSid = `AC${"2".repeat(32)}`;
const participant = { participantSid: `PA${"3".repeat(32)}`, identity: "ana & bö" };
const track = { trackSid: `MT${"4".repeat(32)}`, kind: "video", name: "camera", enabled: true } as const;
const room = {
  accountSid,
  room: { roomSid, roomName: "standup", isAdHoc: true },
  settings: {
    type: "go",
    statusCallback: { url: "https://example.com/hook?tenant=7", method: "POST" },
  },
} as const;
const atMs = Date.UTC(2026, 4, 6, 7, 8, 9, 10);

function made(fact: RoomFact, callback: Partial<Pick<Webhook, "url" | "method">> = {}): Webhook {
  const webhook = webhookOf(fact, room, undefined, atMs);
  if (webhook === undefined) throw new Error("no webhook");
  return { ...webhook, ...callback };
}

const connected = made({ is: "participant-connected", roomSid, sequenceNumber: 1, atMs, participant });

test("the vector that Twilio publishes", async () => {
  const parameters = {
    To: "+18005551212",
    From: "+12349013030",
    Caller: "+12349013030",
    Digits: "1234",
    CallSid: "CA1234567890ABCDE",
  };
  const signature = await signatureOf("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", parameters);
  expect(signature).toBe("0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
});

const always = {
  AccountSid: accountSid,
  RoomName: "standup",
  RoomSid: roomSid,
  RoomType: "go",
  Timestamp: "2026-05-06T07:08:09.010Z",
};
const ana = {
  ParticipantSid: participant.participantSid,
  ParticipantIdentity: participant.identity,
  ParticipantStatus: "connected",
};
const camera = { TrackSid: track.trackSid, TrackKind: "video" };
const base = { roomSid, atMs };
const cases: readonly [RoomFact, Record<string, string>][] = [
  [
    {
      ...base,
      is: "room-created",
      sequenceNumber: 0,
      room: room.room,
      settings: {
        ...room.settings,
        maxParticipants: 2,
        maxParticipantDurationSeconds: 14_400,
        emptyRoomTimeoutMinutes: 5,
        unusedRoomTimeoutMinutes: 5,
        audioOnly: false,
        rules: usualRules,
      },
    },
    { SequenceNumber: "0", RoomStatus: "in-progress" },
  ],
  [
    { ...base, is: "participant-connected", sequenceNumber: 1, participant },
    { SequenceNumber: "1", RoomStatus: "in-progress", ...ana },
  ],
  ...(["track-added", "track-disabled", "track-enabled", "track-removed"] as const).map(
    (is, index): [RoomFact, Record<string, string>] => [
      { ...base, is, sequenceNumber: 2 + index, participant, track },
      { SequenceNumber: String(2 + index), RoomStatus: "in-progress", ...ana, ...camera },
    ],
  ),
  [
    { ...base, is: "participant-disconnected", sequenceNumber: 6, participant, durationSeconds: 61 },
    {
      SequenceNumber: "6",
      RoomStatus: "in-progress",
      ...ana,
      ParticipantStatus: "disconnected",
      ParticipantDuration: "61",
    },
  ],
  [
    { ...base, is: "room-ended", sequenceNumber: 7, durationSeconds: 62 },
    { SequenceNumber: "7", RoomStatus: "completed", RoomDuration: "62" },
  ],
];

test.each(cases)("Twilio's parameters of $is, and no others", async (fact, expected) => {
  const request = await webhookRequest(made(fact), "auth token");
  expect(Object.fromEntries(new URLSearchParams(await request.text()))).toEqual({
    ...always,
    ...expected,
    StatusCallbackEvent: fact.is,
  });
});

test("a POST carries a form, whose signature is over address and form", async () => {
  const request = await webhookRequest(connected, "auth token");
  expect(request.method).toBe("POST");
  expect(request.url).toBe("https://example.com/hook?tenant=7");
  expect(request.headers.get("Content-Type")).toBe("application/x-www-form-urlencoded; charset=UTF-8");
  expect(request.headers.get("X-Twilio-Signature")).toBe(
    await signatureOf("auth token", request.url, connected.parameters),
  );
});

test("a GET carries all in its address, behind the query that is there, and signs that", async () => {
  const request = await webhookRequest({ ...connected, method: "GET" }, "auth token");
  expect(request.method).toBe("GET");
  const { searchParams } = new URL(request.url);
  expect(searchParams.get("tenant")).toBe("7");
  expect(searchParams.get("ParticipantIdentity")).toBe("ana & bö");
  expect(request.headers.get("X-Twilio-Signature")).toBe(await signatureOf("auth token", request.url, {}));
});

test("credentials in the address become a header, and the signature is over the address without them", async () => {
  const url = "https://me:p%40ss@example.com/hook";
  const request = await webhookRequest({ ...connected, url }, "auth token");
  expect(request.url).toBe("https://example.com/hook");
  expect(request.headers.get("Authorization")).toBe(`Basic ${btoa("me:p@ss")}`);
  expect(request.headers.get("X-Twilio-Signature")).toBe(
    await signatureOf("auth token", "https://example.com/hook", connected.parameters),
  );
});

test("every attempt of a webhook has the same idempotency token, and no two webhooks share one", async () => {
  const tokens = await Promise.all(
    [connected, connected, made({ ...base, is: "room-ended", sequenceNumber: 7, durationSeconds: 1 })].map(
      async (webhook) => (await webhookRequest(webhook, "a")).headers.get("I-Twilio-Idempotency-Token"),
    ),
  );
  expect(tokens[0]).toBe(tokens[1]);
  expect(tokens[0]).not.toBe(tokens[2]);
});

test("a room without a receiver of its own uses its account's; without either nothing is sent", () => {
  const fact: RoomFact = { ...base, is: "participant-connected", sequenceNumber: 1, participant };
  const silent = { ...room, settings: { type: "go", statusCallback: undefined } } as const;
  const accounts = { url: "https://example.org/all", method: "GET" } as const;
  expect(webhookOf(fact, room, accounts, atMs)?.url).toBe("https://example.com/hook?tenant=7");
  expect(webhookOf(fact, silent, accounts, atMs)).toMatchObject(accounts);
  expect(webhookOf(fact, silent, undefined, atMs)).toBe(undefined);
});
