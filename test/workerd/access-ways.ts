import { expect } from "vitest";
import type { Act } from "#protocol/act";
import type { AccessRoom } from "./access-room.ts";
import { nobodysKnock, secret } from "./access-room.ts";
import { act } from "./door-callers.ts";
import * as page from "./page.ts";
import { askRest, theirs } from "./rest-client.ts";
import { askRooms } from "./rooms-client.ts";

/** How each column of the table asks: what comes back, with `code` where it is refused. */

export type Outcome = Readonly<Record<string, unknown>> & { readonly code?: number | undefined };

export async function bySocket(whom: page.Page, wanted: Act): Promise<Outcome> {
  return act(whom, wanted);
}

/** Whoever waits at the door has no seat to speak from. */
export async function fromTheDoor(room: AccessRoom, wanted: Act): Promise<Outcome> {
  const head = { action: "announce", info_hash: "h".repeat(20), peer_id: "p".repeat(20) };
  room.knocking.send({ ...head, mesh: { act: { id: 1, act: wanted } } });
  return { code: (await room.knocking.closed).code };
}

export async function bySecret(room: AccessRoom, wanted: Act, said = secret): Promise<Outcome> {
  const { status, body } = await askRooms("/rooms/act", { room: room.name, secret: said, act: wanted });
  expect(typeof body).toBe("object");
  const outcome = body as Outcome;
  expect(status < 300).toBe(outcome.code === undefined);
  return outcome;
}

interface Asked {
  path: string;
  form?: Record<string, string>;
  method?: string;
}

/** How REST says it; undefined: it has no word for that. */
function inRest(wanted: Act): Asked | undefined {
  const person = "participant" in wanted ? `/Participants/${wanted.participant}` : "";
  switch (wanted.do) {
    case "admit":
    case "turnAway": {
      const Status = wanted.do === "admit" ? "admitted" : "refused";
      return { path: `/Knocks/${wanted.knock}`, form: { Status } };
    }
    case "listKnocks":
      return { path: "/Knocks" };
    case "kick":
      return { path: person, form: { Status: "disconnected", KeepOut: "true" } };
    case "letBackIn":
      return { path: `/KeptOut/${wanted.identity}`, method: "DELETE" };
    case "silence":
      return { path: person, form: { AudioSilenced: "true" } };
    case "setRole":
      return { path: person, form: { Role: wanted.role } };
    case "lock":
      return { path: "", form: { Locked: "true" } };
    case "end":
      return { path: "", form: { Status: "completed" } };
    case "edit":
      return { path: "", form: { Description: "Minutes" } };
    case "invitations":
      return { path: "/Invitations", form: { Invitation: wanted.invitations?.[0] ?? "" } };
    case "listParticipants":
      return { path: "/Participants" };
    case "listKeptOut":
      return { path: "/KeptOut" };
    case "handOver":
    case "publish":
    case "rename":
    case "talk":
    case "claimHost":
      return undefined;
  }
}

/** REST's names of what it lists. */
const restNames: Readonly<Record<string, string>> = { kept_out: "keptOut" };

async function rest(room: AccessRoom, asked: Asked, login?: typeof theirs): Promise<Outcome> {
  const path = `/${encodeURIComponent(room.name)}${asked.path}`;
  const { status, body } = await askRest(path, asked.form, {
    ...(asked.method === undefined ? {} : { method: asked.method }),
    ...(login === undefined ? {} : { login }),
  });
  expect(status < 300, JSON.stringify(body)).toBe(!("code" in body));
  return Object.fromEntries(Object.entries(body).map(([name, said]) => [restNames[name] ?? name, said]));
}

/** By REST, and where REST has no word for it as REST would say it. */
export async function byAccount(room: AccessRoom, wanted: Act): Promise<Outcome> {
  const asked = inRest(wanted);
  if (asked !== undefined) return rest(room, asked);
  return { ...(await page.stubOf(room.name).act({ is: "account" }, wanted)) };
}

/** Where REST has no word for it: another account does not even find who knocks. */
export function byOtherAccount(room: AccessRoom, wanted: Act): Promise<Outcome> {
  return rest(
    room,
    inRest(wanted) ?? { path: `/Knocks/${nobodysKnock}`, form: { Status: "admitted" } },
    theirs,
  );
}

/** REST with a key that nobody has: 20003 whatever is asked. */
export function byNoAccount(room: AccessRoom, wanted: Act): Promise<Outcome> {
  const login = { user: page.keys.apiKeySid, password: "a guess" };
  return rest(room, inRest(wanted) ?? { path: "" }, login);
}
