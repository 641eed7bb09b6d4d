import * as v from "valibot";
import { iceServer, type IceServerJson } from "./announce.ts";

/** Body of `POST /ice`. */
const iceRequest = v.object({ token: v.string() });

/** @returns the token, or undefined for what cannot be read. */
export function parseIceRequest(json: unknown): string | undefined {
  const result = v.safeParse(iceRequest, json);
  return result.success ? result.output.token : undefined;
}

/** Reply to `POST /ice`. */
export interface IceReply {
  ice: IceServerJson[];
}
const iceReply = v.object({ ice: v.array(iceServer) });

export function parseIceReply(json: unknown): IceReply | undefined {
  const result = v.safeParse(iceReply, json);
  return result.success ? result.output : undefined;
}
