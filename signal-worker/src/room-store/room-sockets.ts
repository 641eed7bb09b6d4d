/**
 * The sockets of a room. They are remembered while the object is awake: each message asks for all, and asking the runtime
 * takes as long as a third of relaying it (measured). This is where they are accepted, and nowhere else.
 */
export class RoomSockets {
  readonly #ctx: DurableObjectState;
  #all: Set<WebSocket> | undefined;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** In the order of their coming. One that we have closed may be among them until it says so. */
  all(): ReadonlySet<WebSocket> {
    return (this.#all ??= new Set(this.#ctx.getWebSockets()));
  }

  accept(socket: WebSocket): void {
    const all = this.#all;
    this.#ctx.acceptWebSocket(socket);
    all?.add(socket);
  }

  /** It has closed. */
  remove(socket: WebSocket): void {
    this.#all?.delete(socket);
  }

  /** When its last heartbeat was answered, by the edge. */
  heartbeatMs(socket: WebSocket): number | undefined {
    return this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime();
  }
}
