import type { ErrorCode } from "#protocol/errors";
import { parseTokenRequest, type TokenReply } from "#protocol/token";
import { policyOf } from "../account/access-policy.ts";
import { mayJoin, type JoinRates } from "../account/admission.ts";
import { networkOf } from "../door/network-address.ts";
import { isOriginAllowed, isOriginKnown, type Config } from "../env.ts";
import { iceServers } from "../ice/ice.ts";
import { keysOf, mintToken } from "./tokens.ts";

/** What `POST /token` needs of the first account's objects. */
export interface TokenPorts {
  readonly account: JoinRates;
  participantsForGuests(roomName: string): Promise<number>;
}

/**
 * What `POST /token` answers: a guest's token, by the policy of the room, or by `OPEN_ROOMS` where it has none.
 *
 * @returns the code of why there is none instead
 */
export async function answerToken(
  request: Request,
  config: Config,
  ports: TokenPorts,
  nowMs: number,
): Promise<TokenReply | ErrorCode> {
  const origin = request.headers.get("Origin") ?? undefined;
  if (!isOriginKnown(config, origin, request.url)) return 54000;
  const [account] = config.accounts;
  if (!config.openRooms && account.access.length === 0) return 54001;
  const asked = parseTokenRequest(await request.json().catch(() => undefined));
  if (typeof asked === "number") return asked;
  const { room, name, identity = crypto.randomUUID() } = asked;
  const policy = policyOf(account, room);
  if (!isOriginAllowed(config, origin, request.url, policy)) return 54000;
  if (policy === undefined && !config.openRooms) return 54001;
  if (policy?.rules.admission === "members") return 54047;
  const network = networkOf(request.headers.get(config.addressHeader) ?? undefined);
  if (!(await mayJoin(ports.account, account, policy, { network, kind: "token" }))) return 54046;
  const [minted, participants, ice] = await Promise.all([
    mintToken(keysOf(account), { identity, name, room, meshcall: { guest: true } }, nowMs),
    ports.participantsForGuests(room),
    iceServers(config, identity, nowMs),
  ]);
  return { ...minted, identity, room, participants, ice };
}
