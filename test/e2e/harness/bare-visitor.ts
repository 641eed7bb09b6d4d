import { once } from "node:events";
import { parseServerFrame, type Welcome } from "#protocol/announce";
import { subprotocol } from "#protocol/limits";
import type { PublishedTrackJson } from "#protocol/published-track";

/** Somebody in a room who has a socket and no browser: enough for what the signal-worker does by itself. */
export class BareVisitor {
  readonly welcome: Welcome;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket, welcome: Welcome) {
    this.#socket = socket;
    this.welcome = welcome;
  }

  /** @returns the reason as a text where the signal-worker does not let them in */
  static join(
    server: string,
    { room, token, session }: { room: string; token: string; session?: string },
  ): Promise<BareVisitor | string> {
    const socket = new WebSocket(
      `${server.replace("http", "ws")}/rooms/announce?room=${encodeURIComponent(room)}`,
      [
        subprotocol.name,
        subprotocol.tokenPrefix + token,
        ...(session === undefined ? [] : [subprotocol.sessionPrefix + session]),
      ],
    );
    return new Promise((settle) => {
      socket.addEventListener("close", ({ reason }) => settle(reason));
      socket.addEventListener("message", ({ data }) => {
        const frame = parseServerFrame(String(data));
        if (frame?.kind === "welcome") settle(new BareVisitor(socket, frame));
      });
    });
  }

  /** Tells the signal-worker what it publishes. */
  publish(tracks: readonly PublishedTrackJson[]): void {
    this.#send({ mesh: { tracks } });
  }

  /** Leaves for good, as `room.disconnect()` does. Settles when the signal-worker has closed the socket. */
  async leave(): Promise<void> {
    const closed = once(this.#socket, "close");
    this.#send({ event: "stopped" });
    await closed;
  }

  /** The socket alone. Safe to call twice. */
  close(): void {
    this.#socket.close();
  }

  #send(frame: object): void {
    const { info_hash, mesh } = this.welcome;
    this.#socket.send(JSON.stringify({ action: "announce", info_hash, peer_id: mesh.self.peerId, ...frame }));
  }
}
