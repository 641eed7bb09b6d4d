import { Emitter } from "../room/emitter.ts";
import type { MeshcallError } from "../room/errors.ts";

/**
 * `offered`: nothing is fetched until `accept`. `receiving`. `waiting`: what is missing cannot be had now; goes on by itself
 * when there is a path again, or (with an error) when somebody comes who has it. `paused`: by this page, or with an error that a `resume` may mend. `received`: it is whole.
 * `failed`: it will not come. `cancelled`: by this page.
 */
export type RemoteFileState =
  | "offered"
  | "receiving"
  | "waiting"
  | "paused"
  | "received"
  | "failed"
  | "cancelled";

export interface RemoteFileEvents {
  /** Anything of it. */
  changed: [];
}

/** Who shared it: still in the room, or not. */
export interface FileOwner {
  /** The participant's SID. */
  readonly sid: string;
  readonly name: string;
}

export interface RemoteFileFacts {
  state: RemoteFileState;
  receivedBytes: number;
  bytesPerSecond: number;
  error: MeshcallError | null;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly from: FileOwner;
  readonly isPrivate: boolean;
  readonly label: string | undefined;
}

export interface AcceptOptions {
  /** More than what the room's files are limited to, for this one. */
  largestBytes?: number;
}

export interface RemoteFileActions {
  accept(options: AcceptOptions): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  file(): Promise<File>;
}

/** A file that somebody else shares. */
export class RemoteFile extends Emitter<RemoteFileEvents> {
  readonly kind = "remote";
  readonly #facts: RemoteFileFacts;
  readonly #actions: RemoteFileActions;

  constructor(facts: RemoteFileFacts, actions: RemoteFileActions) {
    super();
    this.#facts = facts;
    this.#actions = actions;
  }

  /** 32 hex digits; the sharer's {@link SharedFile} has the same. */
  get id(): string {
    return this.#facts.id;
  }
  /** Without a path, and nothing in it that is not seen; every system takes it. */
  get name(): string {
    return this.#facts.name;
  }
  /** As the sharer says, for showing alone. */
  get type(): string {
    return this.#facts.type;
  }
  get sizeBytes(): number {
    return this.#facts.sizeBytes;
  }
  get from(): FileOwner {
    return this.#facts.from;
  }
  /** Shared with this page alone. */
  get isPrivate(): boolean {
    return this.#facts.isPrivate;
  }
  /** What it is for, by the word of the program that shared it; undefined: a person's file. */
  get label(): string | undefined {
    return this.#facts.label;
  }
  get state(): RemoteFileState {
    return this.#facts.state;
  }
  /** Checked and kept. */
  get receivedBytes(): number {
    return this.#facts.receivedBytes;
  }
  /** Of the last seconds; 0 while nothing comes. */
  get bytesPerSecond(): number {
    return this.#facts.bytesPerSecond;
  }
  /** Why it is `waiting`, `paused` or `failed`; null where the page has paused it, and in all other states. */
  get error(): MeshcallError | null {
    return this.#facts.error;
  }

  /** Begins to receive it; anew, where it has failed or was cancelled. */
  accept(options: AcceptOptions = {}): void {
    this.#actions.accept(options);
  }
  /** What is here stays. */
  pause(): void {
    this.#actions.pause();
  }
  /** Goes on with what is missing; after an error too. */
  resume(): void {
    this.#actions.resume();
  }
  /** Ends it and removes what is here. The others are given no more of it. */
  cancel(): void {
    this.#actions.cancel();
  }

  /**
   * The whole file, for as long as the page lives; save it with a link that has `download`. Its `type` is that of a sound or
   * a picture, or `application/octet-stream`: a browser runs nothing of it.
   * @returns settles when it is whole; rejects with `error` where it fails, or AbortError when it is cancelled
   */
  file(): Promise<File> {
    return this.#actions.file();
  }
}
