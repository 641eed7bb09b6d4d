/** Sizes that both ends keep to. A frame beyond them is refused with 53004, or closes the socket. */
export const limits = {
  /** Twilio's limit for room, identity and track names. */
  nameChars: 128,
  /** One text frame on the announce socket. Nine offers with audio, video and data take 65 KB (measured). */
  frameBytes: 256 * 1024,
  /** One session description. An offer with audio, video and data takes 7 KB (measured). */
  sdpChars: 24 * 1024,
  /** What rides along with a description: 64 tracks take 13 KB. */
  helloChars: 16 * 1024,
  /** Published by one participant, as the hello has it. */
  tracks: 64,
  /** Twilio's limit for one participant. */
  subscribeRules: 20,
  /** A room of ten needs nine: one for each other member. */
  offersPerAnnounce: 9,
  candidatesPerFrame: 64,
  candidateChars: 1024,
  /** A sealed control message: the largest session description and a little more, as base64url. */
  parcelChars: 40 * 1024,
  /** One message as its sender wrote it, in UTF-8: the largest that fits into a few packets, as chats go. */
  messageBytes: 8 * 1024,
  /** What carries it: JSON writes a control character with six. */
  sayChars: 8 * 1024 * 6 + 1024,
  /** An access token with grants has some 500. */
  tokenChars: 8 * 1024,
  /** offer_id, peer_id and info_hash are 20 characters in the WebTorrent tracker protocol. */
  idChars: 20,
  /** Bad frames in a row that a socket may send before it is closed with 4002. */
  badFrames: 5,
  /** Listen-only people in a room, besides those who publish: each takes an uplink of every publisher. */
  attendees: 20,
  /** Who may wait at a room's door at once. */
  knocks: 20,
  /** Whom one room keeps out at a time, by identity: of more, the oldest are let in again. */
  keptOut: 200,
  descriptionChars: 256,
  /** JSON text of one's own. */
  roomInfoChars: 4 * 1024,
  /** A PIN or a room secret. */
  passwordChars: 128,
  invitationChars: 128,
  /** Good at a time, in one room. */
  invitations: 1_000,
  /** Twilio's longest token life. */
  tokenLifeSeconds: 24 * 60 * 60,
} as const;

/** How many each type of room holds; the names and numbers are Twilio's. */
export const roomCapacity = { go: 2, "peer-to-peer": 10 } as const;
export type RoomType = keyof typeof roomCapacity;

/** How often a client says it is alive, and how long the server waits. The answer does not wake the object. */
export const heartbeat = {
  /** PeerJS's exact text, so that one automatic answer serves our sockets and stock PeerJS clients. */
  text: '{"type":"HEARTBEAT"}',
  intervalMs: 5_000,
  /** Three missed beats: the socket counts as lost. */
  timeoutMs: 15_000,
} as const;

/** WebSocket subprotocol; the token and the session ride beside it, out of every URL and log. */
export const subprotocol = {
  name: "meshcall.1",
  tokenPrefix: "token.",
  sessionPrefix: "session.",
  /** These three carry base64url of UTF-8. */
  pinPrefix: "pin.",
  invitationPrefix: "invitation.",
  privateIdPrefix: "private-id.",
  /** And a role to come in with: `role.attendee`. Left out: what the token says, else publisher while there is a place. */
  rolePrefix: "role.",
  /** Comes in without a place among those who publish: `publish` changes that. */
  passive: "passive",
} as const;
