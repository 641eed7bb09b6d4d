import { Hono, type Context } from "hono";
import type { TrackEntry } from "../account/account.ts";
import { restError } from "./errors.ts";
import { wholeMeta } from "./paging.ts";
import { participantOf, type InRoom } from "./participants.ts";
import type { RestEnv } from "./ports.ts";
import { accountOf, placeOf } from "./rooms.ts";
import { publishedTrackJson, subscribedTrackJson } from "./shapes.ts";
import { everyTrack, isSubscribed } from "./subscribe.ts";

/** What a participant publishes, and what it receives of the others. */
export const trackRoutes = new Hono<RestEnv>();

const one = "/v1/Rooms/:room/Participants/:participant";

type C = Context<RestEnv>;

function published(c: C, { room, participant }: InRoom): Promise<readonly TrackEntry[]> {
  return accountOf(c).tracks(room.roomSid, participant.participantSid);
}

/** By the rules; whether the link carries it is known to the two pages alone. */
async function subscribed(c: C, { room, participant }: InRoom): Promise<readonly TrackEntry[]> {
  if (participant.status !== "connected") return [];
  const account = accountOf(c);
  const { participantSid } = participant;
  const everybody = {
    filter: { status: "connected", name: undefined, fromMs: undefined, beforeMs: undefined },
    part: { count: 1_000, cursor: undefined },
  };
  const [tracks, people, entry] = await Promise.all([
    account.tracks(room.roomSid, undefined),
    account.participants(room.roomSid, everybody.filter, everybody.part),
    account.rules(room.roomSid, participantSid),
  ]);
  const rules = entry?.rules ?? everyTrack;
  return tracks.filter((track) => {
    const publisher = people.entries.find((each) => each.participantSid === track.participantSid);
    return (
      publisher !== undefined &&
      publisher.participantSid !== participantSid &&
      isSubscribed(rules, { track, publisher })
    );
  });
}

trackRoutes.get(`${one}/PublishedTracks`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const tracks = await published(c, found);
  const published_tracks = tracks.map((track) => publishedTrackJson(track, found.participant, placeOf(c)));
  return c.json({ published_tracks, meta: wholeMeta(new URL(c.req.url), "published_tracks", tracks.length) });
});

trackRoutes.get(`${one}/PublishedTracks/:track`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const tracks = await published(c, found);
  const wanted = c.req.param("track");
  const track =
    tracks.find(({ trackSid }) => trackSid === wanted) ?? tracks.find(({ name }) => name === wanted);
  return track === undefined
    ? restError(20404)
    : c.json(publishedTrackJson(track, found.participant, placeOf(c)));
});

trackRoutes.get(`${one}/SubscribedTracks`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const tracks = await subscribed(c, found);
  const subscribed_tracks = tracks.map((track) => subscribedTrackJson(track, found.participant, placeOf(c)));
  return c.json({
    subscribed_tracks,
    meta: wholeMeta(new URL(c.req.url), "subscribed_tracks", tracks.length),
  });
});

trackRoutes.get(`${one}/SubscribedTracks/:track`, async (c) => {
  const found = await participantOf(c);
  if (found === undefined) return restError(20404);
  const wanted = c.req.param("track");
  const track = (await subscribed(c, found)).find(({ trackSid }) => trackSid === wanted);
  return track === undefined
    ? restError(20404)
    : c.json(subscribedTrackJson(track, found.participant, placeOf(c)));
});

for (const kind of ["PublishedTracks", "SubscribedTracks"])
  for (const path of [`${one}/${kind}`, `${one}/${kind}/:track`])
    trackRoutes.all(path, () => restError(20004));
