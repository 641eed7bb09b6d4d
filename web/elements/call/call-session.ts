import type {
  CallServices,
  CancelablePromise,
  ConnectOptions,
  TrackerOptions,
} from "../../room/connect-options.ts";
import type { CallAttributes } from "./call-attributes.ts";
import { tabIdentity } from "../lobby/identity.ts";
import { takeToken } from "../lobby/early-token.ts";
import { presentSecret } from "./link-secret.ts";
import type { LocalTrack } from "../../room/publications.ts";
import type { Room } from "../../room/room.ts";

export interface JoinRequest {
  room: string;
  name: string;
  identity: string;
  /** The page's own token; left out, the signal-worker is asked for one. */
  token?: string | undefined;
  server?: string | undefined;
  /** In place of a signal-worker and its token. */
  trackers?: Pick<TrackerOptions, "urls" | "secret"> | undefined;
  kernelUrl?: string | undefined;
  noKernel?: boolean;
  relayOnly: boolean;
  sealMedia: boolean;
  receive?: ConnectOptions["receive"] | undefined;
  maxVideoTracks?: number | undefined;
  pin?: string | undefined;
  invitation?: string | undefined;
  role?: ConnectOptions["role"] | undefined;
  /** Knocked: a host is asked. */
  onWaiting(): void;
  tracks: LocalTrack[];
}

type Asked = Pick<JoinRequest, "room" | "name" | "pin" | "onWaiting" | "tracks">;

/**
 * What the element's attributes say, and what was asked of the person.
 * @throws TypeError (as a rejection) when what trackers need cannot be loaded
 */
export async function requestOf(attributes: CallAttributes, asked: Asked): Promise<JoinRequest> {
  const {
    identity,
    token,
    server,
    kernelUrl,
    noKernel,
    relayOnly,
    sealMedia,
    receive,
    maxVideoTracks,
    invitation,
    joinAs,
  } = attributes;
  return {
    ...asked,
    identity: identity ?? tabIdentity(),
    token: token ?? undefined,
    server: server ?? undefined,
    trackers:
      attributes.trackers === null
        ? undefined
        : (await import("./link-trackers.ts")).linkTrackers(attributes.trackers),
    kernelUrl: kernelUrl ?? undefined,
    noKernel,
    relayOnly,
    sealMedia,
    receive: receive ?? undefined,
    maxVideoTracks: maxVideoTracks ?? undefined,
    invitation: invitation ?? undefined,
    role: joinAs ?? undefined,
  };
}

/** One attempt to get into a room. `cancel` calls it off at any point; `room` then rejects. */
export class Joining {
  readonly room: Promise<Room>;
  readonly #services: CallServices;
  readonly #request: JoinRequest;
  #cancelled = false;
  #connecting: CancelablePromise<Room> | undefined;

  constructor(services: CallServices, request: JoinRequest) {
    this.#services = services;
    this.#request = request;
    this.room = this.#join();
  }

  /** Asks the signal-worker for a token; undefined where the page gives its own, or there is none. */
  get fetchToken(): (() => Promise<string>) | undefined {
    const { token, trackers } = this.#request;
    return token === undefined && trackers === undefined ? () => this.#fetchToken() : undefined;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#connecting?.cancel();
  }

  async #join(): Promise<Room> {
    const { room, identity, name, server, trackers, kernelUrl, relayOnly, receive, maxVideoTracks, tracks } =
      this.#request;
    const { pin, invitation, role, onWaiting } = this.#request;
    const token = trackers === undefined ? (this.#request.token ?? (await this.#fetchToken())) : null;
    if (this.#cancelled) throw new Error("Canceled");
    const options: ConnectOptions = { name: room, tracks, onWaiting };
    if (pin !== undefined) options.pin = pin;
    if (invitation !== undefined) options.invitation = invitation;
    if (role !== undefined) options.role = role;
    if (server !== undefined) options.server = server;
    if (trackers !== undefined) options.trackers = { ...trackers, identity, displayName: name };
    const roomSecret = presentSecret();
    if (roomSecret !== undefined) options.roomSecret = roomSecret;
    if (kernelUrl !== undefined) options.kernelUrl = kernelUrl;
    if (this.#request.noKernel) options.kernel = false;
    if (relayOnly) options.iceTransportPolicy = "relay";
    if (this.#request.sealMedia) options.sealMedia = true;
    if (receive !== undefined) options.receive = receive;
    if (maxVideoTracks !== undefined) options.maxVideoTracks = maxVideoTracks;
    this.#connecting = this.#services.connect(token, options);
    const joined = await this.#connecting;
    if (this.#cancelled) joined.disconnect(); // it won the race against cancel
    return joined;
  }

  async #fetchToken(): Promise<string> {
    const { room, identity, name, server } = this.#request;
    return (await takeToken(this.#services, { server, room, identity, name })).token;
  }
}
