import type { Role } from "#protocol/role";
import { sign, type Grants, type TokenAlgorithm } from "./sign-token.ts";

/**
 * Twilio's classes, for servers that are written for its helper library. One thing differs: Web Crypto signs
 * in the background, so `toJwt()` has to be awaited.
 */

export interface AccessTokenOptions {
  /** 1 to 128 characters. */
  readonly identity: string;
  /** Seconds, 1 to 86,400; 3,600 where it is left out. */
  readonly ttl?: number | undefined;
  /** Seconds since 1970. */
  readonly nbf?: number | undefined;
  /** What the others see: ours, not Twilio's. */
  readonly name?: string | undefined;
}

/** Opens one room, by name or SID, or any. */
export class VideoGrant {
  readonly room: string | undefined;
  /** What they are in it: ours, not Twilio's. Left out: a publisher while there is a place. */
  readonly role: Role | undefined;
  constructor({ room, role }: { readonly room?: string | undefined; readonly role?: Role | undefined } = {}) {
    this.room = room;
    this.role = role;
  }
}

export class AccessToken {
  static readonly VideoGrant = VideoGrant;

  identity: string;
  ttl: number;
  nbf: number | undefined;
  readonly accountSid: string;
  readonly keySid: string;
  readonly #secret: string;
  readonly #name: string | undefined;
  #grant: VideoGrant | undefined;

  constructor(accountSid: string, keySid: string, secret: string, options: AccessTokenOptions) {
    this.accountSid = accountSid;
    this.keySid = keySid;
    this.#secret = secret;
    // Twilio's takes numbers too.
    this.identity = String(options.identity);
    this.ttl = options.ttl ?? 3_600;
    this.nbf = options.nbf;
    this.#name = options.name;
  }

  /** The last one counts. Without any the token opens nothing (20106). */
  addGrant(grant: VideoGrant): void {
    this.#grant = grant;
  }

  /** @throws RangeError for what the signal-worker would refuse */
  toJwt(algorithm: TokenAlgorithm = "HS256"): Promise<string> {
    const { room, role } = this.#grant ?? {};
    const grants: Grants = {
      identity: this.identity,
      ...(this.#name === undefined ? {} : { name: this.#name }),
      ...(this.#grant === undefined ? {} : { video: room === undefined ? {} : { room } }),
      ...(role === undefined ? {} : { meshcall: { role } }),
    };
    const key = { accountSid: this.accountSid, apiKeySid: this.keySid, apiKeySecret: this.#secret };
    return sign(key, grants, { lifeSeconds: this.ttl, notBeforeSeconds: this.nbf }, algorithm);
  }
}
