import * as v from "valibot";
import { limits, roomCapacity, type RoomType } from "./limits.ts";
import { isErrorCode, type ErrorCode } from "./error-codes.ts";
import { role, silenced } from "./role.ts";
import { publishedTracks } from "./published-track.ts";
import { subscribeRules } from "./subscribe-rule.ts";

/**
 * The announce dialect: WebTorrent's tracker protocol over WebSocket, with a `mesh` member that stock
 * clients ignore. Every frame carries `action: "announce"`. docs/protocol.md has the same in prose.
 */

const id = v.pipe(v.string(), v.length(limits.idChars));
const sdp = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.sdpChars));
const shortText = v.pipe(v.string(), v.maxLength(256));
/** JSON has no infinity, but `1e999` is read as one. */
const finite = v.pipe(v.number(), v.finite());

const candidate = v.object({
  candidate: v.pipe(v.string(), v.maxLength(limits.candidateChars)),
  sdpMid: v.nullish(shortText),
  sdpMLineIndex: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff))),
  usernameFragment: v.nullish(shortText),
});
/** The JSON form of an RTCIceCandidate. */
export type CandidateJson = v.InferOutput<typeof candidate>;

const candidates = v.pipe(v.array(candidate), v.maxLength(limits.candidatesPerFrame));
/**
 * The sender's list of tracks, so that the receiver knows what it gets before the link is up. The server
 * carries it unread; docs/protocol.md has it among the control messages.
 */
const hello = v.optional(v.pipe(v.string(), v.maxLength(limits.helloChars)));
const offerDescription = v.object({ type: v.literal("offer"), sdp, hello });
/**
 * `to_peer_id`: for this member alone, and only while it is in and came before the sender. Left out: for
 * any member that came before.
 */
const clientOffer = v.object({ ...offerDescription.entries, to_peer_id: v.optional(id) });
const answerDescription = v.object({ type: v.literal("answer"), sdp, hello });

/* ---------- client -> server ---------- */

const head = { action: v.literal("announce"), info_hash: id, peer_id: id };

/** Newcomer to server: one offer for each member that was there before, or only for those without a link. */
const clientOffers = v.object({
  ...head,
  event: v.optional(v.picklist(["started", "update", "completed"])),
  numwant: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limits.offersPerAnnounce)),
  offers: v.pipe(
    v.array(v.object({ offer_id: id, offer: clientOffer })),
    v.maxLength(limits.offersPerAnnounce),
  ),
});
/** Leaving for good. The server tells the others at once. */
const clientStopped = v.object({ ...head, event: v.literal("stopped") });
/** The one answer to a forwarded offer. */
const clientAnswer = v.object({ ...head, to_peer_id: id, offer_id: id, answer: answerDescription });
/** Candidates that came after the description was sent. */
const clientCandidates = v.object({ ...head, to_peer_id: id, offer_id: id, mesh: v.object({ candidates }) });
/** A newer access token for the one in use. */
const clientToken = v.object({
  ...head,
  mesh: v.object({ token: v.pipe(v.string(), v.maxLength(limits.tokenChars)) }),
});

/** All that the sender publishes: what the server knows of tracks, for REST and webhooks. Never passed on. */
const clientTracks = v.object({ ...head, mesh: v.object({ tracks: publishedTracks }) });

/** A control message that cannot take its link: sealed by its sender for `to_peer_id`, carried unread. */
const parcel = v.pipe(v.string(), v.maxLength(limits.parcelChars), v.regex(/^[A-Za-z0-9_-]+$/));
const clientParcel = v.object({ ...head, to_peer_id: id, mesh: v.object({ parcel }) });

/**
 * Something to be done, see `act.ts`. The act itself is read where it is decided, so that one that cannot be read has
 * its answer too.
 */
const clientAct = v.object({
  ...head,
  mesh: v.object({
    act: v.object({ id: v.pipe(v.number(), v.integer(), v.minValue(0)), act: v.unknown() }),
  }),
});

/** A text or custom message, or the word that some have come, for who has no link with the sender. Carried unread. */
export const say = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.sayChars));
const clientSay = v.object({ ...head, to_peer_id: id, mesh: v.object({ say }) });
/** Whom a message to the room is for: all who are in, now and whenever somebody comes. */
const clientRoll = v.object({ ...head, mesh: v.object({ roll: v.literal(true) }) });

export type ClientFrame =
  | ({ kind: "offers" } & v.InferOutput<typeof clientOffers>)
  | ({ kind: "stopped" } & v.InferOutput<typeof clientStopped>)
  | ({ kind: "answer" } & v.InferOutput<typeof clientAnswer>)
  | ({ kind: "candidates" } & v.InferOutput<typeof clientCandidates>)
  | ({ kind: "parcel" } & v.InferOutput<typeof clientParcel>)
  | ({ kind: "say" } & v.InferOutput<typeof clientSay>)
  | ({ kind: "roll" } & v.InferOutput<typeof clientRoll>)
  | ({ kind: "token" } & v.InferOutput<typeof clientToken>)
  | ({ kind: "tracks" } & v.InferOutput<typeof clientTracks>)
  | ({ kind: "act" } & v.InferOutput<typeof clientAct>);

/**
 * @returns the frame, or undefined for anything that is not exactly one of them. Each is tried only where its own
 * member is there: descriptions are long, and a try that fails costs more than one that does not.
 */
export function parseClientFrame(text: string): ClientFrame | undefined {
  const json = parseJson(text);
  if (!isObject(json)) return undefined;
  const mesh = "mesh" in json && isObject(json.mesh) ? json.mesh : {};
  if ("event" in json && json.event === "stopped") {
    const stopped = v.safeParse(clientStopped, json);
    if (stopped.success) return { kind: "stopped", ...stopped.output };
  }
  if ("answer" in json) {
    const answer = v.safeParse(clientAnswer, json);
    if (answer.success) return { kind: "answer", ...answer.output };
  }
  if ("candidates" in mesh) {
    const late = v.safeParse(clientCandidates, json);
    if (late.success) return { kind: "candidates", ...late.output };
  }
  if ("parcel" in mesh) {
    const sealed = v.safeParse(clientParcel, json);
    if (sealed.success) return { kind: "parcel", ...sealed.output };
  }
  if ("say" in mesh) {
    const said = v.safeParse(clientSay, json);
    if (said.success) return { kind: "say", ...said.output };
  }
  if ("roll" in mesh) {
    const roll = v.safeParse(clientRoll, json);
    if (roll.success) return { kind: "roll", ...roll.output };
  }
  if ("offers" in json) {
    const offers = v.safeParse(clientOffers, json);
    if (offers.success) return { kind: "offers", ...offers.output };
  }
  if ("token" in mesh) {
    const token = v.safeParse(clientToken, json);
    if (token.success) return { kind: "token", ...token.output };
  }
  if ("tracks" in mesh) {
    const tracks = v.safeParse(clientTracks, json);
    if (tracks.success) return { kind: "tracks", ...tracks.output };
  }
  if ("act" in mesh) {
    const act = v.safeParse(clientAct, json);
    if (act.success) return { kind: "act", ...act.output };
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/* ---------- server -> client ---------- */

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars));

export const member = v.object({
  peerId: id,
  /** Participant SID, `PA` and 32 hex digits. */
  sid: v.pipe(v.string(), v.regex(/^PA[0-9a-f]{32}$/)),
  identity: name,
  /** What to show; the token's `grants.name`, or the identity where it has none. */
  name,
  /** Left out, of these three: a publisher, who publishes, and whom nobody has silenced. */
  role: v.optional(role),
  isPublishing: v.optional(v.boolean()),
  silenced: v.optional(silenced),
});
/** Somebody in the room, as the server vouches for them. */
export type Member = v.InferOutput<typeof member>;

/** The JSON form of an RTCIceServer. */
export const iceServer = v.object({
  urls: v.union([v.string(), v.array(v.string())]),
  username: v.exactOptional(v.string()),
  credential: v.exactOptional(v.string()),
});
export type IceServerJson = v.InferOutput<typeof iceServer>;

/** What a member wants of whose tracks, as the REST API has set it. Replaces what was known. */
const memberRules = v.object({ peerId: id, rules: subscribeRules });
export type MemberRules = v.InferOutput<typeof memberRules>;

/** News of the room's rules, see `news.ts`: what reads it is loaded when it is there. */
const news = v.custom<object>(isObject);

/** First frame on each socket: who you are, who was here before you (make them offers), and ICE servers. */
const welcome = v.object({
  action: v.literal("announce"),
  info_hash: id,
  interval: finite,
  complete: finite,
  incomplete: finite,
  mesh: v.object({
    v: v.literal(1),
    self: member,
    room: v.object({
      sid: v.pipe(v.string(), v.regex(/^RM[0-9a-f]{32}$/)),
      name,
      type: v.picklist(Object.keys(roomCapacity) as RoomType[]),
      maxParticipants: v.pipe(v.number(), v.integer(), v.minValue(1)),
    }),
    peers: v.array(member),
    ice: v.array(iceServer),
    /** Hand back as `session.…` when the socket is opened again: the same participant, no duplicate. */
    session: v.string(),
    /** How long the token still lives, by the server's clock. Left out: it does not say. */
    tokenLifeSeconds: v.optional(finite),
    /** Of every member, oneself included, who has some. */
    rules: v.optional(v.array(memberRules)),
    /** The receiver's own, to give to attendees. */
    privateId: v.optional(v.string()),
    /** How the room is run, where that is not as usual: see `news.ts`. */
    news: v.optional(news),
    directed: v.literal(true),
  }),
});
const forwarded = { action: v.literal("announce"), info_hash: id, peer_id: id, offer_id: id };
const serverOffer = v.object({ ...forwarded, offer: offerDescription, mesh: v.object({ from: member }) });
const serverAnswer = v.object({ ...forwarded, answer: answerDescription });
const serverCandidates = v.object({ ...forwarded, mesh: v.object({ candidates }) });
const serverParcel = v.object({
  action: v.literal("announce"),
  info_hash: id,
  peer_id: id,
  mesh: v.object({ parcel }),
});
/** Of messages, see `said.ts`: what reads it is loaded when it is there. */
const serverSaid = v.object({
  action: v.literal("announce"),
  info_hash: id,
  mesh: v.object({ said: v.custom<object>(isObject) }),
});
const leaveReason = v.picklist(["stopped", "closed", "evicted"]);
/**
 * A member's place is free. `stopped` and `evicted`: gone for good. `closed`: the socket is lost, the
 * person may still be there; whoever has a link to them asks over it before believing it.
 */
export type LeaveReason = v.InferOutput<typeof leaveReason>;
const serverLeft = v.object({
  action: v.literal("announce"),
  info_hash: id,
  mesh: v.object({ left: v.object({ peerId: id, reason: leaveReason }) }),
});
const code = v.custom<ErrorCode>(isErrorCode);
/** The answer to a token: in force from now on, or the code that says what is wrong with it. */
const serverToken = v.object({
  action: v.literal("announce"),
  info_hash: id,
  mesh: v.object({
    token: v.union([v.object({ lifeSeconds: finite, session: v.string() }), v.object({ code })]),
  }),
});
const serverRules = v.object({
  action: v.literal("announce"),
  info_hash: id,
  mesh: v.object({ rules: memberRules }),
});
const serverNews = v.object({
  action: v.literal("announce"),
  info_hash: id,
  mesh: v.object({ news }),
});
const serverFailure = v.object({
  action: v.literal("announce"),
  "failure reason": v.string(),
  mesh: v.object({ error: v.object({ code }) }),
});

export type Welcome = v.InferOutput<typeof welcome>;
export type ServerFrame =
  | ({ kind: "welcome" } & Welcome)
  | ({ kind: "offer" } & v.InferOutput<typeof serverOffer>)
  | ({ kind: "answer" } & v.InferOutput<typeof serverAnswer>)
  | ({ kind: "candidates" } & v.InferOutput<typeof serverCandidates>)
  | ({ kind: "parcel" } & v.InferOutput<typeof serverParcel>)
  | ({ kind: "said" } & v.InferOutput<typeof serverSaid>)
  | ({ kind: "left" } & v.InferOutput<typeof serverLeft>)
  | ({ kind: "token" } & v.InferOutput<typeof serverToken>)
  | ({ kind: "rules" } & v.InferOutput<typeof serverRules>)
  | ({ kind: "news" } & v.InferOutput<typeof serverNews>)
  | ({ kind: "failure" } & v.InferOutput<typeof serverFailure>);

/** In the order in which they are tried. */
const serverFrames = [
  reader("welcome", welcome),
  reader("offer", serverOffer),
  reader("answer", serverAnswer),
  reader("candidates", serverCandidates),
  reader("parcel", serverParcel),
  reader("said", serverSaid),
  reader("left", serverLeft),
  reader("token", serverToken),
  reader("rules", serverRules),
  reader("news", serverNews),
  reader("failure", serverFailure),
];

function reader<const Kind extends string, Output extends object>(
  kind: Kind,
  schema: v.GenericSchema<unknown, Output>,
) {
  return (json: unknown): ({ kind: Kind } & Output) | undefined => {
    const read = v.safeParse(schema, json);
    return read.success ? { kind, ...read.output } : undefined;
  };
}

/** @returns the frame, or undefined for anything else (a heartbeat's answer included). */
export function parseServerFrame(text: string): ServerFrame | undefined {
  const json = parseJson(text);
  for (const read of serverFrames) {
    const frame = read(json);
    if (frame !== undefined) return frame;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller answers or closes
  }
}
