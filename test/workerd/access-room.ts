import { expect } from "vitest";
import type { Act, ActName } from "#protocol/act";
import type { ActAnswer } from "../../signal-worker/src/facts.ts";
import { act, from, host, knockOn, member, newsTo } from "./door-callers.ts";
import * as page from "./page.ts";
import { askRest } from "./rest-client.ts";

/** A room with somebody of every role in it, in which every act has something to do. */

export const secret = "open sesame";
export const invitation = "for Fay";
export const nobodysKnock = `KN${"0".repeat(32)}`;

/** How a room is, as far as acts change it. */
export interface Seen {
  readonly isOver: boolean;
  readonly participants: readonly {
    sid: string;
    name: string;
    role: string;
    isPublishing: boolean;
    isTalking: boolean;
    silenced: { audio: boolean; video: boolean };
  }[];
  readonly knocks: readonly string[];
  readonly keptOut: readonly string[];
  readonly invitations: readonly string[];
  readonly isLocked: unknown;
  readonly description: unknown;
}

export class AccessRoom {
  readonly name: string;
  readonly host: page.Page;
  readonly publisher: page.Page;
  readonly attendee: page.Page;
  /** To whom it is done. */
  readonly target: page.Page;
  /** Whose knock acts are about. */
  knocking: page.Page;
  knock: string;

  private constructor(name: string, people: readonly page.Page[], [knocking, knock]: [page.Page, string]) {
    const [ana, ben, cleo, dan] = people;
    if (!ana || !ben || !cleo || !dan) throw new Error("somebody is missing");
    this.name = name;
    [this.host, this.publisher, this.attendee, this.target] = [ana, ben, cleo, dan];
    [this.knocking, this.knock] = [knocking, knock];
  }

  /** @param hasSecret whether it has one: it is dear to make */
  static async open(hasSecret: boolean): Promise<AccessRoom> {
    const name = page.newRoom();
    const rules = { Admission: "knock", MaxAttendees: "5", TellsTalking: "true" };
    const form = { UniqueName: name, Type: "peer-to-peer", ...rules, ...(hasSecret && { Secret: secret }) };
    expect(await askRest("", form)).toMatchObject({ status: 201 });
    const ana = await host(name, "ana");
    const kim = await member(name, "kim");
    await act(ana, { do: "kick", participant: sidOf(kim), keepOut: true });
    const people = [
      ana,
      await member(name, "ben"),
      await member(name, "cleo", { role: "attendee" }),
      await member(name, "dan"),
    ];
    return new AccessRoom(name, people, await somebodyKnocks(name));
  }

  /** After whoever knocked has been sent away. */
  async knockAnew(): Promise<void> {
    [this.knocking, this.knock] = await somebodyKnocks(this.name);
  }

  /** An account has place for so many people only. */
  async close(): Promise<void> {
    await page.stubOf(this.name).act({ is: "account" }, { do: "end" });
  }

  /** What is wanted where the table names this act. @param whom it is about */
  wanted(name: ActName, whom: string): Act {
    const acts: { [Name in ActName]: Extract<Act, { do: Name }> } = {
      admit: { do: "admit", knock: this.knock },
      turnAway: { do: "turnAway", knock: this.knock },
      listKnocks: { do: "listKnocks" },
      kick: { do: "kick", participant: whom, keepOut: true },
      letBackIn: { do: "letBackIn", identity: "kim" },
      silence: { do: "silence", participant: whom, audio: true },
      setRole: { do: "setRole", participant: whom, role: "attendee" },
      handOver: { do: "handOver", participant: whom },
      lock: { do: "lock", locked: true },
      end: { do: "end" },
      edit: { do: "edit", changes: { description: "Minutes" } },
      invitations: { do: "invitations", action: "add", invitations: [invitation] },
      listParticipants: { do: "listParticipants" },
      listKeptOut: { do: "listKeptOut" },
      publish: { do: "publish", on: false },
      rename: { do: "rename", name: "Another" },
      talk: { do: "talk", talking: true },
      claimHost: { do: "claimHost", secret },
    };
    return acts[name];
  }

  async seen(): Promise<Seen> {
    const stub = page.stubOf(this.name);
    const ask = async (wanted: Act): Promise<ActAnswer> => stub.act({ is: "account" }, wanted);
    const { code, participants = [] } = await ask({ do: "listParticipants" });
    const { knocks = [] } = await ask({ do: "listKnocks" });
    const { keptOut = [] } = await ask({ do: "listKeptOut" });
    const { invitations = [] } = await ask({ do: "invitations", action: "list" });
    const { body } = await askRest(`/${encodeURIComponent(this.name)}`);
    return {
      isOver: code === 53106,
      participants,
      knocks: knocks.map(({ identity }) => identity),
      keptOut,
      invitations: invitations.map(({ hint }) => hint),
      isLocked: body["locked"],
      description: body["description"],
    };
  }
}

async function somebodyKnocks(room: string): Promise<[page.Page, string]> {
  const knocking = await knockOn(room, "nat", from("192.0.2.77"));
  expect(await newsTo(knocking)).toEqual({ is: "waiting" });
  const { knocks } = await page.stubOf(room).act({ is: "account" }, { do: "listKnocks" });
  return [knocking, knocks?.[0]?.sid ?? ""];
}

export const sidOf = (whom: page.Page) => whom.welcome.mesh.self.sid;

/** Whether it has been done, in a room that is like this. @param whom it was about */
export function isDone(name: ActName, seen: Seen, whom: string): boolean {
  const person = seen.participants.find(({ sid }) => sid === whom);
  const done: Readonly<Partial<Record<ActName, boolean>>> = {
    admit: seen.knocks.length === 0 && seen.participants.length === 5,
    turnAway: seen.knocks.length === 0 && seen.participants.length === 4,
    kick: person === undefined && seen.keptOut.length === 2,
    letBackIn: seen.keptOut.length === 0,
    silence: person?.silenced.audio === true,
    setRole: person?.role === "attendee",
    handOver: person?.role === "host",
    lock: seen.isLocked === true,
    end: seen.isOver,
    edit: seen.description === "Minutes",
    invitations: seen.invitations.length === 1,
    publish: person?.isPublishing === false,
    rename: person?.name === "Another",
    talk: person?.isTalking === true,
    claimHost: person?.role === "host",
  };
  return done[name] ?? false;
}

/** What an act that only asks is answered with. */
export const listed: Readonly<Partial<Record<ActName, string>>> = {
  listKnocks: "knocks",
  listParticipants: "participants",
  listKeptOut: "keptOut",
};
