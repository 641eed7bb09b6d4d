import { usualRules, type RoomRules } from "#protocol/room-rules";
import type { News } from "#protocol/news";
import { newsFrame } from "../frames.ts";
import { infoHashOf } from "../ids.ts";
import type { SendEffect } from "../swarm.ts";
import { participantOf, type Participant, type RoomState } from "./state.ts";

/** What the room tells of its rules, and to whom. */

/** To everybody who has a seat, or to some of them. */
export function told(
  state: RoomState,
  news: News,
  isFor: (participant: Participant) => boolean = () => true,
): readonly SendEffect[] {
  const frame = newsFrame(infoHashOf(state.record.sid), news);
  return state.seats.flatMap(({ number, member }): SendEffect[] => {
    const participant = participantOf(state, member.peerId);
    return participant !== undefined && isFor(participant) ? [{ kind: "send", seat: number, frame }] : [];
  });
}

export function memberNews(
  { member, role, isPublishing, silenced }: Participant,
  by: string | undefined,
): News {
  const { peerId, name } = member;
  return { is: "member", ...doneBy(by), peerId, name, role, isPublishing, silenced };
}

export function roomNews({ record }: RoomState, by?: string): News {
  const { settings, access } = record;
  return {
    is: "room",
    ...doneBy(by),
    rules: settings.rules,
    isPinRequired: access.pinHash !== undefined,
  };
}

/** For the welcome. @returns undefined where the room is as any room is */
export function unusualRoom(state: RoomState): News | undefined {
  const { settings, access } = state.record;
  return access.pinHash === undefined && isUsual(settings.rules) ? undefined : roomNews(state);
}

function isUsual(rules: RoomRules): boolean {
  const usual = new Map<string, unknown>(Object.entries(usualRules));
  return Object.entries(rules).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(usual.get(name)),
  );
}

export function knocksNews({ knocks }: RoomState): News {
  return { is: "knocks", knocks: knocks.map(({ sid, identity, name }) => ({ sid, identity, name })) };
}

/** Hosts let in who knocks. */
export function hostsTold(state: RoomState, news: News): readonly SendEffect[] {
  return told(state, news, ({ role }) => role === "host");
}

export function doneBy(by: string | undefined): { readonly by?: string } {
  return by === undefined ? {} : { by };
}
