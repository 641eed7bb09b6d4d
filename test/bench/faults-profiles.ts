import type { Picture } from "../rig/call-page.ts";
import type { Hop } from "../rig/hop.ts";
import type { Impairment } from "../rig/lane.ts";

/** What a profile may do to one call. */
export interface Struck {
  /** Between the two who are watched. */
  hop: Hop;
  /** The NAT of the one or the other gives new ports. */
  rebind(who: "first" | "last"): Promise<void>;
  /** Counts from 0, so that a profile can take turns. */
  run: number;
}

export interface Profile {
  picture: Picture;
  /** Of three, the first and the last are watched. */
  members: 2 | 3;
  /**
   * `lasting`: the path stays bad, and a second call has to come up on it. `event`: something happens once, and
   * everything has to be well again, and to stay so.
   */
  kind: "lasting" | "event";
  /** The signal-worker, or PeerJS's server, dies with the fault and comes back when all runs are over. */
  serverDies?: true;
  /** There is a TURN server, over TCP. */
  relay?: true;
  strike(struck: Struck): Promise<void> | void;
  /** The path comes back by itself after so long; without it the ends have to help themselves. */
  outageMs?: number;
  heal?(struck: Struck): void;
  /** How long a lasting fault is watched; an event is watched until all is well. */
  watchMs: number;
}

/** So small that several calls at once leave two cores room. */
const small: Picture = { widthPx: 160, heightPx: 90, fps: 10 };
/** Takes 600 kbit/s where it can, so that a rate is felt. */
const larger: Picture = { widthPx: 320, heightPx: 180, fps: 15 };

const lastingMs = 12_000;

function lasting(impairment: Partial<Impairment>, picture = small): Profile {
  return {
    picture,
    members: 2,
    kind: "lasting",
    strike: ({ hop }) => hop.impair(impairment),
    watchMs: lastingMs,
  };
}

const event = { picture: small, members: 2, kind: "event", watchMs: 0 } as const;

export const profiles: Readonly<Record<string, Profile>> = {
  clean: lasting({}),
  loss2: lasting({ loss: 0.02 }),
  loss10: lasting({ loss: 0.1 }),
  /** A tenth of all packets, five in a row. */
  bursts10: lasting({ bursts: { begin: 0.2 / 9, end: 0.2 } }),
  /** A queue of 320 ms. */
  rate300k: lasting({ rateBps: 300_000, queueBytes: 12_000 }, larger),
  delay150: lasting({ delayMs: 150, jitterMs: 10 }),
  outage5s: {
    ...event,
    strike: ({ hop }) => hop.cut(),
    outageMs: 5_000,
    heal: ({ hop }) => hop.restore(),
  },
  udpBlocked: { ...event, relay: true, strike: ({ hop }) => hop.cut() },
  rebinding: { ...event, strike: ({ rebind, run }) => rebind(run % 2 === 0 ? "first" : "last") },
  neighbour: { ...event, members: 3, serverDies: true, strike: ({ hop }) => hop.condemn() },
  serverDead60s: { ...event, serverDies: true, strike: () => undefined, watchMs: 60_000 },
};
