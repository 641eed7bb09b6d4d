import * as v from "valibot";
import { limits, subprotocol } from "#protocol/limits";
import { role, type Role } from "#protocol/role";
import { password } from "#protocol/room-rules";
import { textOfBase64url } from "./bytes.ts";

/** What a page offers as subprotocols: `meshcall.1, token.<jwt>`, and what else the door may ask for. */
export interface OfferedProtocols {
  readonly token: string;
  readonly session: string | undefined;
  readonly pin: string | undefined;
  readonly invitation: string | undefined;
  /** Of somebody who is in. */
  readonly privateId: string | undefined;
  /** To come in with. */
  readonly role: Role | undefined;
  /** Whether they come without publishing. */
  readonly isPassive: boolean;
}

const text = <Schema extends v.GenericSchema<string, string>>(schema: Schema) =>
  v.optional(v.pipe(v.string(), v.transform(textOfBase64url), v.string(), schema));

const offeredProtocols = v.object({
  token: v.optional(v.string(), ""),
  session: v.optional(v.string()),
  pin: text(password),
  invitation: text(v.pipe(v.string(), v.minLength(1), v.maxLength(limits.invitationChars))),
  privateId: text(v.pipe(v.string(), v.maxLength(limits.nameChars))),
  role: v.optional(role),
});

/** @returns undefined where `meshcall.1` is not among them, or one of them cannot be read. */
export function parseProtocols(header: string | undefined): OfferedProtocols | undefined {
  const offered = (header ?? "").split(",").map((part) => part.trim());
  if (!offered.includes(subprotocol.name)) return undefined;
  const after = (prefix: string) => offered.find((part) => part.startsWith(prefix))?.slice(prefix.length);
  const parsed = v.safeParse(offeredProtocols, {
    token: after(subprotocol.tokenPrefix),
    session: after(subprotocol.sessionPrefix),
    pin: after(subprotocol.pinPrefix),
    invitation: after(subprotocol.invitationPrefix),
    privateId: after(subprotocol.privateIdPrefix),
    role: after(subprotocol.rolePrefix),
  });
  if (!parsed.success) return undefined;
  const { token, session, pin, invitation, privateId, role: asked } = parsed.output;
  const isPassive = offered.includes(subprotocol.passive);
  return { token, session, pin, invitation, privateId, role: asked, isPassive };
}
