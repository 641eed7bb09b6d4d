import type { News } from "#protocol/news";
import type { ActModel } from "./act-model.ts";
import type { ActWorld } from "./act-world.ts";

/** What news say that everybody hears, one text each. */
export function heard(news: readonly News[]): string[] {
  const said = news.flatMap((one) => {
    switch (one.is) {
      case "member":
      case "kicked":
      case "talking":
        return `${one.is} ${one.peerId}`;
      case "room":
        return one.is;
      default:
        return [];
    }
  });
  return [...new Set(said)].toSorted();
}

/** Both as far as anybody could notice. */
export function ofWorld({ state }: ActWorld) {
  if (state === undefined) return undefined;
  const { settings, access } = state.record;
  const text = (hash: string | undefined) => hash?.replace("hash of ", "");
  return {
    people: state.participants
      .map(({ member, role, isPublishing, silenced, awaySinceMs }) => {
        const seat = state.seats.find((one) => one.member.peerId === member.peerId);
        const { peerId, name, identity } = member;
        return [peerId, identity, name, role, isPublishing, silenced, awaySinceMs, seat?.isTalking ?? false];
      })
      .toSorted(byPeerId),
    dialling: state.seats.map(({ member }) => member.peerId),
    named: state.seats.map(({ member }) => member.name),
    rules: settings.rules,
    pin: text(access.pinHash),
    secret: text(access.secretHash),
    invitations: access.invitations.map(({ hash }) => text(hash)).toSorted(),
    asksInvitations: access.areInvitationsAsked,
    keptOut: access.keptOut.map(({ identity, addressHash }) => [identity, addressHash]),
    knocks: state.knocks.map((knock) => knock.sid),
  };
}

export function ofModel(model: ActModel) {
  const { room: known } = model;
  if (known === undefined) return undefined;
  const inOrder = model.seated().toSorted((a, b) => a.order - b.order);
  return {
    people: known.people
      .map((one) => {
        const silenced = { audio: one.mutedAudio, video: one.mutedVideo };
        const { peerId, identity, name, role, publishes, awayMs, talks } = one;
        return [peerId, identity, name, role, publishes, silenced, awayMs, talks];
      })
      .toSorted(byPeerId),
    dialling: inOrder.map(({ peerId }) => peerId),
    named: inOrder.map(({ name }) => name),
    rules: known.rules,
    pin: known.pin,
    secret: known.secret,
    invitations: known.invitations.toSorted(),
    asksInvitations: known.asksInvitations,
    keptOut: known.keptOut.map(({ identity, address }) => [identity, address]),
    knocks: known.knocks.map((knock) => knock.sid),
  };
}

function byPeerId([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
