import type { Act } from "#protocol/act";
import type { Acted, Knock } from "#protocol/news";
import type { RoomRules } from "#protocol/room-rules";
import { HostActs } from "./host-acts.ts";

export type { Invitations, Whom } from "./host-acts.ts";

export interface ModerationParts {
  act(act: Act): Promise<Acted>;
  knocks(): readonly Knock[];
  rules(): RoomRules;
  isPinRequired(): boolean;
}

/**
 * What a host does in a room, and what everybody may do with their own place. The signal-worker decides who may
 * (docs/access.md). Every method rejects with MeshcallError: 54037 who may not, 54038 where what it names is not there,
 * 53001 when the signal-worker is away.
 */
export class Moderation extends HostActs {
  readonly #parts: ModerationParts;

  constructor(parts: ModerationParts) {
    super();
    this.#parts = parts;
  }

  /** Who waits at the door, as hosts are told. */
  get knocks(): readonly Knock[] {
    return this.#parts.knocks();
  }
  /** How the room is run. */
  get rules(): RoomRules {
    return this.#parts.rules();
  }
  /** Whether newcomers are asked for a PIN. */
  get isPinRequired(): boolean {
    return this.#parts.isPinRequired();
  }

  /** Whoever knows the room's secret is a host from now on. */
  async claimHost(secret: string): Promise<void> {
    await this.act({ do: "claimHost", secret });
  }

  protected override act(act: Act): Promise<Acted> {
    return this.#parts.act(act);
  }
}
