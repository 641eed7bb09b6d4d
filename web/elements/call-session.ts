import type {
  CallServices,
  CancelablePromise,
  ConnectOptions,
  TrackerOptions,
} from "../room/connect-options.ts";
import type { LocalTrack } from "../room/publications.ts";
import type { Room } from "../room/room.ts";

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
  relayOnly: boolean;
  tracks: LocalTrack[];
}

/** One attempt to get into a room. `cancel` calls it off at any point; `room` then rejects. */
export class Joining {
  readonly room: Promise<Room>;
  #cancelled = false;
  #connecting: CancelablePromise<Room> | undefined;

  constructor(services: CallServices, request: JoinRequest) {
    this.room = this.#join(services, request);
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#connecting?.cancel();
  }

  async #join(services: CallServices, request: JoinRequest): Promise<Room> {
    const { room, identity, name, server, trackers, kernelUrl, relayOnly, tracks } = request;
    const token =
      trackers !== undefined
        ? null
        : (request.token ?? (await services.fetchToken(server, { room, identity, name })).token);
    if (this.#cancelled) throw new Error("Canceled");
    const options: ConnectOptions = { name: room, tracks };
    if (server !== undefined) options.server = server;
    if (trackers !== undefined) options.trackers = { ...trackers, identity, displayName: name };
    if (kernelUrl !== undefined) options.kernelUrl = kernelUrl;
    if (relayOnly) options.iceTransportPolicy = "relay";
    this.#connecting = services.connect(token, options);
    const joined = await this.#connecting;
    if (this.#cancelled) joined.disconnect(); // it won the race against cancel
    return joined;
  }
}
