import type { RoomSockets } from "../room-store/room-sockets.ts";
import type { IceServerJson } from "#protocol/announce";
import type { ErrorCode } from "#protocol/errors";
import type { Account } from "../account/accounts.ts";
import { infoHashOf } from "../ids.ts";
import type { Join } from "../join.ts";
import { logStep } from "../log.ts";
import type { Admission } from "../room/admit.ts";
import { newsFrame } from "../frames.ts";
import { hostsTold, knocksNews } from "../room/telling.ts";
import { participantOf, type Outcome, type RoomRecord, type RoomState } from "../room/state.ts";
import { putSeat } from "../room-store/seat-sockets.ts";
import { refuseUpgrade, send, upgraded } from "../sockets.ts";
import type { Seat } from "../swarm.ts";
import { welcomeFrame } from "../welcome.ts";
import type { Caller, Doorway } from "./doorway.ts";

export type Seats = ReadonlyMap<Seat, WebSocket>;

export interface Present {
  /** Undefined: no room is in progress. */
  readonly state: RoomState | undefined;
  readonly seats: Seats;
}

/** What coming in needs of the room's object. */
export interface EntrancePorts {
  account(): Account | undefined;
  ice(identity: string): Promise<readonly IceServerJson[]>;
  present(): Present;
  carryOut(before: Seats, outcome: Outcome): void;
  plan(): Promise<void>;
  /** Lets the participant of this seat come back. */
  ticket(record: RoomRecord, seat: Seat, account: Account): Promise<string>;
}

type Admitted = Extract<Admission, { readonly seat: Seat }>;

/** How somebody gets from the door to a seat. Nothing else may happen to the room while one of these runs. */
export class Entrance {
  readonly #ctx: DurableObjectState;
  readonly #sockets: RoomSockets;
  readonly #doorway: Doorway;
  readonly #room: EntrancePorts;

  constructor(ctx: DurableObjectState, sockets: RoomSockets, doorway: Doorway, room: EntrancePorts) {
    this.#ctx = ctx;
    this.#sockets = sockets;
    this.#doorway = doorway;
    this.#room = room;
  }

  async join(join: Join): Promise<Response> {
    const account = this.#room.account();
    if (account === undefined) return refuseUpgrade(54002);
    const caller = await this.#doorway.callerOf(join);
    const { state, seats } = this.#room.present();
    const admission = await this.#doorway.ask(state, account, caller);
    if ("seat" in admission) {
      const session = await this.#room.ticket(admission.state.record, admission.seat, account);
      const { 0: client, 1: server } = new WebSocketPair();
      this.#sockets.accept(server);
      await this.#seat(server, seats, admission, join, session);
      return upgraded(client);
    }
    if (admission.outcome !== undefined) {
      this.#room.carryOut(seats, admission.outcome);
      await this.#room.plan();
    }
    return "refused" in admission ? refuseUpgrade(admission.refused) : this.#letWait(caller);
  }

  /** A host has answered a knock, or the room's rules have. */
  async answerKnock(sid: string, answer: "admitted" | ErrorCode): Promise<void> {
    const taken = this.#doorway.take(sid);
    if (taken === undefined) return;
    const { socket, caller } = taken;
    const account = this.#room.account();
    if (answer !== "admitted") this.#doorway.sendAway(socket, answer);
    else if (account === undefined) this.#doorway.sendAway(socket, 54002);
    else if (caller.join.tokenLifeSeconds <= 0) this.#doorway.sendAway(socket, 20104);
    else {
      // Asked for first: a TURN service may take a while, and the room is not to wait for it.
      const ice = await this.#room.ice(caller.join.identity);
      await this.#ctx.blockConcurrencyWhile(() => this.#letIn(socket, caller, account, ice));
    }
  }

  /** Hosts hear who knocks now. */
  tellKnocks(): void {
    const { state, seats } = this.#room.present();
    if (state !== undefined)
      this.#room.carryOut(seats, { state, effects: hostsTold(state, knocksNews(state)), facts: [] });
  }

  #letWait(caller: Caller): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    const accept = () => {
      this.#sockets.accept(server);
      return server;
    };
    const { state } = this.#room.present();
    const refused = this.#doorway.wait(caller, accept, state && infoHashOf(state.record.sid));
    if (refused !== undefined) return refuseUpgrade(refused);
    this.tellKnocks();
    return upgraded(client);
  }

  async #letIn(
    socket: WebSocket,
    caller: Caller,
    account: Account,
    ice: readonly IceServerJson[],
  ): Promise<void> {
    if (socket.readyState !== WebSocket.OPEN) return; // they have gone meanwhile
    const { state, seats } = this.#room.present();
    const admission = await this.#doorway.ask(state, account, caller);
    if ("seat" in admission) {
      const session = await this.#room.ticket(admission.state.record, admission.seat, account);
      await this.#seat(socket, seats, admission, { ...caller.join, ice }, session);
    } else this.#doorway.sendAway(socket, "refused" in admission ? admission.refused : 54033);
  }

  /** The socket is in the room from now on. */
  async #seat(
    socket: WebSocket,
    seats: Seats,
    admission: Admitted,
    join: Join,
    session: string,
  ): Promise<void> {
    const { seat, state } = admission;
    putSeat(socket, seat);
    send(socket, welcomeFrame(state, seat, join, session));
    this.#room.carryOut(new Map([...seats, [seat, socket]]), admission);
    const now = this.#room.present().state ?? state;
    if (now.knocks.length > 0 && participantOf(now, seat.member.peerId)?.role === "host")
      send(socket, newsFrame(infoHashOf(now.record.sid), knocksNews(now)));
    await this.#room.plan();
    logStep(state.record.sid, seat.member.sid, join.resume === undefined ? "joined" : "resumed");
  }
}
