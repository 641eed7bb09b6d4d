import type { PublishedTrackJson } from "#protocol/published-track";

/** Whoever mutes and speaks again within it tells nobody. Each frame wakes the room on the server. */
const quietMs = 1_000;

/** Tells the server what this page publishes: the whole list, when it differs from what was told. */
export class TrackNews {
  readonly #send: (tracks: PublishedTrackJson[]) => void;
  #tracks: PublishedTrackJson[] = [];
  /** As it was sent over this socket; undefined: there is none. */
  #told: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (tracks: PublishedTrackJson[]) => void) {
    this.#send = send;
  }

  set(tracks: PublishedTrackJson[]): void {
    this.#tracks = tracks;
    this.#plan();
  }

  /** A socket has opened: what an earlier one told may be forgotten. */
  open(): void {
    this.#told = JSON.stringify([]);
    this.#plan();
  }

  /** The socket is gone. Safe to call twice. */
  close(): void {
    this.#told = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(): void {
    if (this.#told === undefined || this.#timer !== undefined || !this.#isNews()) return;
    this.#timer = setTimeout(() => this.#tell(), quietMs);
  }

  #isNews(): boolean {
    return JSON.stringify(this.#tracks) !== this.#told;
  }

  #tell(): void {
    this.#timer = undefined;
    if (!this.#isNews()) return;
    this.#told = JSON.stringify(this.#tracks);
    this.#send(this.#tracks);
  }
}
