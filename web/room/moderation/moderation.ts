import type { Act } from "#protocol/act";
import type { Acted, Knock, ListedParticipant } from "#protocol/news";
import type { Role } from "#protocol/role";
import type { RoomEdit, RoomRules } from "#protocol/room-rules";

/** Somebody in the room, or their SID. */
export type Whom = string | { readonly sid: string };

/** Which invitations are good, and whether the door asks for one. */
export interface Invitations {
  areAsked: boolean;
  /** `hint` is the beginning of each; `token` is the invitation itself, and there only where it was made just now. */
  invitations: { hint: string; token?: string | undefined }[];
}

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
export class Moderation {
  readonly #parts: ModerationParts;

  constructor(parts: ModerationParts) {
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

  /** Lets in who knocks. */
  async admit(knock: Whom): Promise<void> {
    await this.#act({ do: "admit", knock: sidOf(knock) });
  }
  /** They hear 54033. */
  async turnAway(knock: Whom): Promise<void> {
    await this.#act({ do: "turnAway", knock: sidOf(knock) });
  }

  /** Puts somebody out: they hear 54036. @param keepOut they cannot come back (54035) until `letBackIn` */
  async kick(participant: Whom, { keepOut = false }: { keepOut?: boolean } = {}): Promise<void> {
    await this.#act({ do: "kick", participant: sidOf(participant), keepOut });
  }
  async letBackIn(identity: string): Promise<void> {
    await this.#act({ do: "letBackIn", identity });
  }
  /** @returns identities of those who are kept out */
  async listKeptOut(): Promise<string[]> {
    return (await this.#act({ do: "listKeptOut" })).keptOut ?? [];
  }

  /** True: nobody receives their sound, or picture; false: everybody does again. What is left out stays. */
  async silence(participant: Whom, { audio, video }: { audio?: boolean; video?: boolean }): Promise<void> {
    await this.#act({ do: "silence", participant: sidOf(participant), audio, video });
  }
  async setRole(participant: Whom, role: Role): Promise<void> {
    await this.#act({ do: "setRole", participant: sidOf(participant), role });
  }
  /** They become host, and who was it becomes a publisher. */
  async handOver(participant: Whom): Promise<void> {
    await this.#act({ do: "handOver", participant: sidOf(participant) });
  }
  /** Whoever knows the room's secret is a host from now on. */
  async claimHost(secret: string): Promise<void> {
    await this.#act({ do: "claimHost", secret });
  }

  /** Nobody new comes in (54034); who is in stays. */
  async lock(locked = true): Promise<void> {
    await this.#act({ do: "lock", locked });
  }
  async unlock(): Promise<void> {
    await this.lock(false);
  }
  /** Ends the room for everybody: 53118. */
  async end(): Promise<void> {
    await this.#act({ do: "end" });
  }
  /** Changes how the room is run. `pin` and `secret` of null take them away. */
  async edit(changes: RoomEdit): Promise<void> {
    await this.#act({ do: "edit", changes });
  }

  /** Whether the door asks for an invitation (54041). */
  async askInvitations(asked = true): Promise<Invitations> {
    return this.#invitations(asked ? "enable" : "disable");
  }
  /** @param invitations one's own texts; left out: one is made */
  async addInvitations(invitations?: string[]): Promise<Invitations> {
    return this.#invitations("add", invitations);
  }
  async removeInvitations(invitations: string[]): Promise<Invitations> {
    return this.#invitations("remove", invitations);
  }
  async listInvitations(): Promise<Invitations> {
    return this.#invitations("list");
  }

  /** Who is in, whatever links there are, and who talks. */
  async listParticipants(): Promise<ListedParticipant[]> {
    return (await this.#act({ do: "listParticipants" })).participants ?? [];
  }

  async #invitations(
    action: "enable" | "disable" | "add" | "remove" | "list",
    invitations?: string[],
  ): Promise<Invitations> {
    const acted = await this.#act({ do: "invitations", action, invitations });
    return { areAsked: acted.areInvitationsAsked ?? false, invitations: acted.invitations ?? [] };
  }

  #act(act: Act): Promise<Acted> {
    return this.#parts.act(act);
  }
}

function sidOf(whom: Whom): string {
  return typeof whom === "string" ? whom : whom.sid;
}
