import { Hono } from "hono";
import { limits } from "#protocol/limits";
import type { ActAnswer } from "../facts.ts";
import { actIn } from "./acts.ts";
import { restError } from "./errors.ts";
import { wholeMeta } from "./paging.ts";
import type { RestEnv } from "./ports.ts";
import { formOf, roomOf } from "./rooms.ts";
import { parseFlag } from "./room-rules-form.ts";

/** `/v1/Rooms/{room}/Invitations`: who may come in where they are asked for (Janus's `allowed`), and `KeptOut`: who not. */
export const invitationRoutes = new Hono<RestEnv>();

const list = "/v1/Rooms/:room/Invitations";
const one = `${list}/:invitation`;
const keptOut = "/v1/Rooms/:room/KeptOut";
const oneKeptOut = `${keptOut}/:identity`;

invitationRoutes.get(list, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const answer = await actIn(c, room, { do: "invitations", action: "list" });
  if ("wrong" in answer) return answer.wrong;
  const invitations = (answer.invitations ?? []).map(({ hint }) => ({ room_sid: room.roomSid, hint }));
  const meta = wholeMeta(new URL(c.req.url), "invitations", invitations.length);
  return c.json({ asked: areAsked(answer), invitations, meta });
});

/** `Asked` switches them on and off; without it one is added. */
invitationRoutes.post(list, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const form = await formOf(c);
  const asked = form.get("Asked");
  if (asked !== null) {
    const isAsked = parseFlag(asked);
    if (isAsked === undefined || form.has("Invitation")) return restError(20422);
    const answer = await actIn(c, room, { do: "invitations", action: isAsked ? "enable" : "disable" });
    if ("wrong" in answer) return answer.wrong;
    return c.json({ room_sid: room.roomSid, asked: areAsked(answer) }, 202);
  }
  const given = form.getAll("Invitation");
  if (given.some((each) => each === "" || each.length > limits.invitationChars)) return restError(20422);
  if (given.length > limits.invitations) return restError(20422);
  const invitations = given.length === 0 ? {} : { invitations: given };
  const answer = await actIn(c, room, { do: "invitations", action: "add", ...invitations });
  if ("wrong" in answer) return answer.wrong;
  // What the signal-worker made is told once, here; of one's own the answer may show the hint alone.
  const added = (answer.invitations ?? []).filter(({ token }) => token !== undefined);
  const texts = given.length === 0 ? added.map(({ token }) => token ?? "") : given;
  return c.json({ room_sid: room.roomSid, asked: areAsked(answer), invitations: texts }, 201);
});

/** Whoever came in by it stays in. */
invitationRoutes.delete(one, async (c) => {
  const room = await roomOf(c);
  const invitation = c.req.param("invitation");
  if (room === undefined || invitation.length > limits.invitationChars) return restError(20404);
  const answer = await actIn(c, room, { do: "invitations", action: "remove", invitations: [invitation] });
  return "wrong" in answer ? answer.wrong : c.body(null, 204);
});

invitationRoutes.get(keptOut, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const answer = await actIn(c, room, { do: "listKeptOut" });
  if ("wrong" in answer) return answer.wrong;
  const kept_out = (answer.keptOut ?? []).map((identity) => ({ room_sid: room.roomSid, identity }));
  return c.json({ kept_out, meta: wholeMeta(new URL(c.req.url), "kept_out", kept_out.length) });
});

invitationRoutes.delete(oneKeptOut, async (c) => {
  const room = await roomOf(c);
  const identity = c.req.param("identity");
  if (room === undefined || identity.length > limits.nameChars) return restError(20404);
  const answer = await actIn(c, room, { do: "letBackIn", identity });
  return "wrong" in answer ? answer.wrong : c.body(null, 204);
});

for (const path of [list, one, keptOut, oneKeptOut]) invitationRoutes.all(path, () => restError(20004));

function areAsked({ areInvitationsAsked }: Pick<ActAnswer, "areInvitationsAsked">): boolean {
  return areInvitationsAsked ?? false;
}
