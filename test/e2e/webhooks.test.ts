import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signToken } from "../../server/index.ts";
import { BareVisitor } from "./harness/bare-visitor.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { WebhookReceiver, type Received } from "./harness/webhook-receiver.ts";

const key = {
  accountSid: `AC${"1".repeat(32)}`,
  apiKeySid: `SK${"2".repeat(32)}`,
  apiKeySecret: "0123456789abcdef0123456789abcdef",
};
const authToken = "an auth token of 32 characters..";
const camera = { sid: `MT${"3".repeat(32)}`, kind: "video", name: "camera", enabled: true } as const;

describe("webhooks, at a receiver of one's own", () => {
  let signalWorker: SignalWorker;
  let receiver: WebhookReceiver;
  const visitors: BareVisitor[] = [];

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    signalWorker = await SignalWorker.start({
      ACCOUNT_SID: key.accountSid,
      API_KEY_SID: key.apiKeySid,
      API_KEY_SECRET: key.apiKeySecret,
      AUTH_TOKEN: authToken,
      STATUS_CALLBACK: `${receiver.origin}/of-the-account`,
    });
  });
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) visitor.close();
    await signalWorker?.stop();
    await receiver?.stop();
  });

  async function join(room: string, identity: string): Promise<BareVisitor> {
    const visitor = await BareVisitor.join(signalWorker.url, {
      room,
      token: await signToken(key, { identity, room }),
    });
    if (typeof visitor === "string") throw new Error(visitor);
    visitors.push(visitor);
    return visitor;
  }
  const events = (received: readonly Received[]) =>
    received.map(({ parameters }) => `${parameters["SequenceNumber"]} ${parameters["StatusCallbackEvent"]}`);
  const isGenuine = ({ method, url, signature, parameters }: Received) =>
    twilio.validateRequest(authToken, signature, url, method === "GET" ? {} : { ...parameters });

  it("tell the whole story of a room in order, and Twilio's library finds them genuine", async () => {
    const ana = await join("standup", "ana & bö");
    ana.publish([camera]);
    await receiver.until(() => receiver.taken().length === 3);
    ana.publish([{ ...camera, enabled: false }]);
    await receiver.until(() => receiver.taken().length === 4);
    ana.publish([camera]);
    await receiver.until(() => receiver.taken().length === 5);
    ana.publish([]);
    await receiver.until(() => receiver.taken().length === 6);
    await ana.leave();
    await receiver.until(() => receiver.taken().length === 8);

    const { received } = receiver;
    expect(events(received)).toEqual([
      "0 room-created",
      "1 participant-connected",
      "2 track-added",
      "3 track-disabled",
      "4 track-enabled",
      "5 track-removed",
      "6 participant-disconnected",
      "7 room-ended",
    ]);
    expect(received.every(isGenuine)).toBe(true);
    expect(received[2]).toMatchObject({
      method: "POST",
      url: `${receiver.origin}/of-the-account`,
      parameters: {
        AccountSid: key.accountSid,
        RoomName: "standup",
        RoomSid: ana.welcome.mesh.room.sid,
        RoomStatus: "in-progress",
        RoomType: "go",
        ParticipantSid: ana.welcome.mesh.self.sid,
        ParticipantIdentity: "ana & bö",
        ParticipantStatus: "connected",
        TrackSid: camera.sid,
        TrackKind: "video",
      },
    });
    expect(received.at(-1)?.parameters["RoomStatus"]).toBe("completed");
  });

  it("are tried again when they are refused, and what comes after waits for its turn", async () => {
    let refusals = 3;
    receiver.answer = () => (refusals-- > 0 ? 503 : 200);
    await join("standup", "ana");
    await receiver.until(() => receiver.taken().length === 2);
    expect(events(receiver.received)).toEqual([
      ...Array.from({ length: 4 }, () => "0 room-created"),
      "1 participant-connected",
    ]);
    expect(new Set(receiver.received.map((each) => each.idempotencyToken)).size).toBe(2);
    const gaps = receiver.received
      .slice(1, 4)
      .map((each, index) => each.atMs - receiver.received[index]!.atMs);
    expect(gaps[0]).toBeGreaterThanOrEqual(480);
    expect(gaps[2]).toBeGreaterThan(gaps[0]!);
  });

  it("wait for a receiver that is down, also while the signal-worker is ended and started", async () => {
    await receiver.stop();
    const ana = await join("standup", "ana");
    ana.publish([camera]);
    await join("standup", "ben");
    await signalWorker.kill();
    await receiver.restart();
    await signalWorker.restart();
    await receiver.until(() => receiver.taken().length >= 4);
    expect(events(receiver.taken()).slice(0, 4)).toEqual([
      "0 room-created",
      "1 participant-connected",
      "2 track-added",
      "3 participant-connected",
    ]);
  });
});
