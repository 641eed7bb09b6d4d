import { Emitter } from "../room/emitter.ts";
import type { MeshcallError } from "../room/errors.ts";

/** `preparing`: it is read once, for its hashes. `failed`: it cannot be read any more. */
export type SharedFileState = "preparing" | "shared" | "withdrawn" | "failed";

export interface SharedFileEvents {
  /** Anything of it. */
  changed: [];
}

export interface SharedFileFacts {
  state: SharedFileState;
  preparedBytes: number;
  sentBytes: number;
  error: MeshcallError | null;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly to: string | null;
  readonly label: string | undefined;
  /** Bytes that each participant has, by SID. */
  readonly received: Map<string, number>;
}

/** A file of one's own, for as long as the page is in the room. */
export class SharedFile extends Emitter<SharedFileEvents> {
  readonly kind = "shared";
  readonly file: File;
  readonly #facts: SharedFileFacts;
  readonly #withdraw: () => void;

  constructor(file: File, facts: SharedFileFacts, withdraw: () => void) {
    super();
    this.file = file;
    this.#facts = facts;
    this.#withdraw = withdraw;
  }

  /** 32 hex digits; the {@link RemoteFile} of the others has the same. */
  get id(): string {
    return this.#facts.id;
  }
  get name(): string {
    return this.#facts.name;
  }
  get type(): string {
    return this.#facts.type;
  }
  get sizeBytes(): number {
    return this.#facts.sizeBytes;
  }
  /** The participant's SID; null: everybody, those who come later included. */
  get to(): string | null {
    return this.#facts.to;
  }
  get label(): string | undefined {
    return this.#facts.label;
  }
  get state(): SharedFileState {
    return this.#facts.state;
  }
  /** Read so far, while it is `preparing`. */
  get preparedBytes(): number {
    return this.#facts.preparedBytes;
  }
  /** Of pieces, to all together: others pass them on, so it may be much less than what they have. */
  get sentBytes(): number {
    return this.#facts.sentBytes;
  }
  /** Bytes that each who has accepted it has, by participant SID. */
  get received(): ReadonlyMap<string, number> {
    return this.#facts.received;
  }
  get error(): MeshcallError | null {
    return this.#facts.error;
  }

  /** Takes it back: nobody gets any more of it, and who does not have it whole will not. */
  withdraw(): void {
    this.#withdraw();
  }
}
