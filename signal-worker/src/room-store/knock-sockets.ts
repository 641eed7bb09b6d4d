import * as v from "valibot";
import { joinJson, type Join } from "../join.ts";
import type { Knocking } from "../room/state.ts";
import { absenceMs } from "../room/leave.ts";

/** Who knocks, in their socket's attachment: it outlives the object's sleep, and nothing outlives the socket. */

export interface Knock {
  readonly sid: string;
  readonly atMs: number;
  readonly tokenEndsMs: number;
  readonly addressHash: string | undefined;
  /** As they came, without what the door has seen already, or makes anew. */
  readonly join: Join;
}

const attachment = v.object({
  knock: v.object({
    sid: v.string(),
    atMs: v.number(),
    tokenEndsMs: v.number(),
    addressHash: v.optional(v.string()),
    join: joinJson,
  }),
});

/** Each message asks who knocks: what was read is remembered while the object is awake. */
const known = new WeakMap<WebSocket, { readonly knock: Knock | undefined }>();

/** @returns undefined for a socket that does not knock, any more or at all */
export function knockOf(socket: WebSocket): Knock | undefined {
  const entry = known.get(socket);
  if (entry !== undefined) return entry.knock;
  const knock = read(socket);
  known.set(socket, { knock });
  return knock;
}

function read(socket: WebSocket): Knock | undefined {
  const parsed = v.safeParse(attachment, socket.deserializeAttachment());
  if (!parsed.success) return undefined;
  const { knock } = parsed.output;
  return { ...knock, addressHash: knock.addressHash };
}

/** @param knock undefined: it is answered, or they have gone */
export function putKnock(socket: WebSocket, knock: Knock | undefined): void {
  socket.serializeAttachment(knock === undefined ? null : { knock });
  known.set(socket, { knock });
}

/**
 * All who knock, in the order of their coming, but for who has been silent for long.
 *
 * @param heartbeatMs when a socket's last heartbeat was answered
 */
export function knocksOf(
  sockets: ReadonlySet<WebSocket>,
  nowMs: number,
  heartbeatMs: (socket: WebSocket) => number | undefined,
): ReadonlyMap<WebSocket, Knock> {
  const knocks = [...sockets].flatMap((socket): [WebSocket, Knock][] => {
    const knock = knockOf(socket);
    if (knock === undefined || nowMs - Math.max(knock.atMs, heartbeatMs(socket) ?? 0) > absenceMs) return [];
    return [[socket, knock]];
  });
  return new Map(knocks.toSorted(([, a], [, b]) => a.atMs - b.atMs));
}

/** As the room's rules and its hosts see them. */
export function knockingOf({ sid, join }: Knock): Knocking {
  return {
    sid,
    identity: join.identity,
    name: join.name,
    askedRole: join.askedRole,
    isPassive: join.isPassive,
  };
}
