import type { CallServices, CancelablePromise, ConnectOptions } from "../../room/connect-options.ts";
import type { CallAttributes } from "./call-attributes.ts";
import { tabIdentity } from "../lobby/identity.ts";
import { takeToken, type TokenQuestion } from "../lobby/early-token.ts";
import { presentSecret } from "./link-secret.ts";
import type { LocalTrack } from "../../room/publications.ts";
import type { Room } from "../../room/room.ts";

interface Asked {
  room: string;
  name: string;
  pin: string | undefined;
  /** Knocked: a host is asked. */
  onWaiting(): void;
  tracks: LocalTrack[];
}

export interface JoinRequest {
  /** Who asks for a token, and for which room. */
  question: TokenQuestion;
  /** The page's own; left out, the signal-worker is asked for one. */
  token: string | undefined;
  options: ConnectOptions;
}

/**
 * What the element's attributes say, and what was asked of the person.
 * @throws TypeError (as a rejection) when what trackers need cannot be loaded
 */
export async function requestOf(attributes: CallAttributes, asked: Asked): Promise<JoinRequest> {
  const { token, server, trackers, kernelUrl, sharedVideo, receive, maxVideoTracks, invitation, joinAs } =
    attributes;
  const { room, name, pin, ...rest } = asked;
  const identity = attributes.identity ?? tabIdentity();
  const options: ConnectOptions = { name: room, ...rest };
  if (pin) options.pin = pin;
  if (invitation) options.invitation = invitation;
  if (joinAs) options.role = joinAs;
  if (server) options.server = server;
  const met = trackers === null ? undefined : (await import("./link-trackers.ts")).linkTrackers(trackers);
  if (met) options.trackers = { ...met, identity, displayName: name };
  const roomSecret = presentSecret();
  if (roomSecret) options.roomSecret = roomSecret;
  if (kernelUrl) options.kernelUrl = kernelUrl;
  if (attributes.noKernel) options.kernel = false;
  if (attributes.relayOnly) options.iceTransportPolicy = "relay";
  if (attributes.sealMedia) options.sealMedia = true;
  if (sharedVideo) options.sharedVideo = "auto";
  if (receive) options.receive = receive;
  if (maxVideoTracks !== null) options.maxVideoTracks = maxVideoTracks;
  return {
    question: { server: server ?? undefined, room, identity, name },
    token: token ?? undefined,
    options,
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
    const { token, options } = this.#request;
    return token === undefined && options.trackers === undefined ? () => this.#fetchToken() : undefined;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#connecting?.cancel();
  }

  async #join(): Promise<Room> {
    const { token, options } = this.#request;
    const shown = options.trackers === undefined ? (token ?? (await this.#fetchToken())) : null;
    if (this.#cancelled) throw new Error("Canceled");
    this.#connecting = this.#services.connect(shown, options);
    const joined = await this.#connecting;
    if (this.#cancelled) joined.disconnect(); // it won the race against cancel
    return joined;
  }

  async #fetchToken(): Promise<string> {
    return (await takeToken(this.#services, this.#request.question)).token;
  }
}
