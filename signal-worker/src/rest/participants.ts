import { Hono, type Context } from "hono";
import type { ParticipantEntry, RoomEntry } from "../account/account.ts";
import { actIn } from "./acts.ts";
import { restError } from "./errors.ts";
import { pageMeta, parseAsked } from "./paging.ts";
import { parseChange } from "./participant-parameters.ts";
import type { RestEnv } from "./ports.ts";
import { accountOf, formOf, placeOf, roomOf } from "./rooms.ts";
import { participantJson, rulesJson } from "./shapes.ts";
import { parseRules } from "./subscribe.ts";

/** `/v1/Rooms/{room}/Participants`, and what is said to one of them. */
export const participantRoutes = new Hono<RestEnv>();

const list = "/v1/Rooms/:room/Participants";
const one = `${list}/:participant`;

type C = Context<RestEnv>;

export interface InRoom {
  readonly room: RoomEntry;
  readonly participant: ParticipantEntry;
}

/** @returns whom the path names, in the room that it names */
export async function participantOf(c: C): Promise<InRoom | undefined> {
  const room = await roomOf(c);
  if (room === undefined) return undefined;
  const participant = await accountOf(c).participant(room.roomSid, c.req.param("participant") ?? "");
  return participant && { room, participant };
}

participantRoutes.get(list, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const url = new URL(c.req.url);
  const asked = parseAsked(url.searchParams, {
    name: "Identity",
    statuses: ["connected", "disconnected", "reconnecting"],
    usualStatus: undefined,
  });
  if ("wrong" in asked) return restError(asked.wrong);
  const listed = await accountOf(c).participants(room.roomSid, asked.filter, asked.part);
  const participants = listed.entries.map((each) => participantJson(each, placeOf(c)));
  return c.json({ participants, meta: pageMeta(url, "participants", asked, listed) });
});

participantRoutes.get(one, async (c) => {
  const found = await participantOf(c);
  return found === undefined ? restError(20404) : c.json(participantJson(found.participant, placeOf(c)));
});

/** Who is out already stays out, and is answered likewise. */
participantRoutes.post(one, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const { room, participant } = found;
  const wanted = parseChange(await formOf(c), participant.participantSid);
  if (wanted === undefined) return restError(20422);
  const isIn = participant.status === "connected";
  if (wanted === "disconnect") {
    if (isIn) await roomControl(c, room).disconnect(participant.participantSid);
  } else {
    if (!isIn) return restError(20404);
    for (const act of wanted) {
      const answer = await actIn(c, room, act);
      if ("wrong" in answer) return answer.wrong;
    }
  }
  const after = await accountOf(c).participant(room.roomSid, participant.participantSid);
  return c.json(participantJson(after ?? participant, placeOf(c)), 202);
});

participantRoutes.get(`${one}/SubscribeRules`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const { room, participant } = found;
  const entry = await accountOf(c).rules(room.roomSid, participant.participantSid);
  return c.json(rulesJson(entry, participant));
});

participantRoutes.post(`${one}/SubscribeRules`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const rules = parseRules((await formOf(c)).get("Rules") ?? undefined);
  if (rules === undefined) return restError(53215);
  const { room, participant } = found;
  const { participantSid } = participant;
  const isIn =
    participant.status === "connected" &&
    (await roomControl(c, room).setSubscribeRules(participantSid, rules));
  if (!isIn) return restError(20404);
  const account = accountOf(c);
  await account.setRules(room.roomSid, participantSid, rules);
  return c.json(rulesJson(await account.rules(room.roomSid, participantSid), participant));
});

/** Only of somebody who has left: whoever is in is known by their identity. */
participantRoutes.post(`${one}/Anonymize`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const { roomSid, participantSid, status } = found.participant;
  if (status === "connected") return restError(20422);
  const account = accountOf(c);
  await account.anonymize(roomSid, participantSid);
  const after = await account.participant(roomSid, participantSid);
  return c.json(participantJson(after ?? found.participant, placeOf(c)));
});

for (const path of [list, one, `${one}/SubscribeRules`, `${one}/Anonymize`])
  participantRoutes.all(path, () => restError(20004));

function roomControl(c: C, { roomName }: RoomEntry) {
  return c.var.ports.room(c.var.account.sid, roomName);
}
