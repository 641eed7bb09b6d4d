import type { IceServerJson } from "#protocol/announce";
import type { Config } from "../env.ts";
import { turnKeySource } from "./ice-cloudflare.ts";
import { coturnSource } from "./ice-coturn.ts";

/**
 * One way to hand out ICE servers. Credentials in them are good for a limited time. A source that cannot give
 * any gives none: nobody's join waits for a relay longer than 2 s, or fails for want of one.
 */
export type IceSource = (identity: string, nowMs: number) => Promise<readonly IceServerJson[]>;

export type IceConfig = Pick<Config, "stunUrls" | "turn" | "turnKey">;

/** The servers a participant may use to find a path, from every source that is configured. */
export async function iceServers(
  config: IceConfig,
  identity: string,
  nowMs: number,
): Promise<IceServerJson[]> {
  const found = await Promise.all(sourcesOf(config).map((source) => source(identity, nowMs)));
  return found.flat();
}

function sourcesOf({ stunUrls, turn, turnKey }: IceConfig): IceSource[] {
  const sources: IceSource[] = [];
  if (stunUrls.length > 0) sources.push(async () => [{ urls: [...stunUrls] }]);
  if (turn !== undefined) sources.push(coturnSource(turn));
  if (turnKey !== undefined) sources.push(turnKeySource(turnKey));
  return sources;
}
