/**
 * What one socket and one swarm may take. Both dialects are open to anybody who may reach them, so nothing
 * in them may grow without a bound. docs/protocol.md repeats these figures.
 */
export const dialectLimits = {
  /** One text frame. Public trackers take as much; an offer with audio, video and data has 7 KB (measured). */
  frameBytes: 64 * 1024,
  /** Sockets of one object: one PeerServer key, or one tracker. */
  sockets: 1_000,
  /** Bad frames in a row before the socket is closed. */
  badFrames: 5,
  /** A client that joins a mesh of 20 by trickle ICE sends some 400 frames at once. */
  frames: { burst: 500, perSecond: 50 },
  /** Key and id of PeerServer, and a tracker's name: a Durable Object's tag has 256 characters at most. */
  nameChars: 128,
  /** PeerServer tokens are free text; a JWT fits. Kept in the socket's attachment (16 KB). */
  tokenChars: 2_048,
} as const;

/** PeerServer only. */
export const peerServerLimits = {
  /** The stock server's `alive_timeout`; background tabs beat once a minute. */
  aliveMs: 90_000,
  /** The stock server's `expire_timeout`: how long a message waits for somebody who is about to open. */
  waitMs: 5_000,
  waitingFramesPerSender: 64,
  waitingCharsPerSender: 256 * 1024,
  waitingFrames: 1_024,
} as const;

/** Tracker only. */
export const trackerLimits = {
  /** The stock tracker's figure for WebSocket clients. */
  intervalSeconds: 120,
  /** Two announces missed, and a bit. */
  silenceMs: 300_000,
  /** Swarms that one socket is in: clients share one socket among torrents. */
  swarmsPerSocket: 32,
  /** wt-tracker's figure; the stock client sends 5. */
  offersPerAnnounce: 20,
  /** Offers that a socket may still answer; older ones are forgotten. */
  offersKept: 64,
  hashesPerScrape: 64,
  /** info_hash and peer_id, exactly. */
  idChars: 20,
  /** The stock client's have 20. */
  offerIdChars: 40,
  sdpChars: 24 * 1024,
} as const;

/** RFC 6455 section 7.4.1, and 1013 of IANA's registry. */
export const wsClose = { normal: 1000, goingAway: 1001, policy: 1008, tooBig: 1009, tryLater: 1013 } as const;
