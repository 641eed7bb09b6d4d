import { once } from "node:events";
import * as v from "valibot";
import type { Act } from "#protocol/act";
import { parseServerFrame, type Welcome } from "#protocol/announce";
import { subprotocol } from "#protocol/limits";
import { news, type Acted } from "#protocol/news";
import type { PublishedTrackJson } from "#protocol/published-track";

interface Entry {
  readonly room: string;
  readonly token: string;
  readonly session?: string;
  /** Other subprotocols: what the door asks for. */
  readonly more?: readonly string[];
}

/** Somebody in a room who has a socket and no browser: enough for what the signal-worker does by itself. */
export class BareVisitor {
  readonly welcome: Welcome;
  readonly #socket: WebSocket;
  #acts = 0;

  private constructor(socket: WebSocket, welcome: Welcome) {
    this.#socket = socket;
    this.welcome = welcome;
  }

  /** @returns the reason as a text where the signal-worker does not let them in */
  static join(server: string, { room, token, session, more = [] }: Entry): Promise<BareVisitor | string> {
    const socket = new WebSocket(
      `${server.replace("http", "ws")}/rooms/announce?room=${encodeURIComponent(room)}`,
      [
        subprotocol.name,
        subprotocol.tokenPrefix + token,
        ...(session === undefined ? [] : [subprotocol.sessionPrefix + session]),
        ...more,
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

  /** @returns the answer */
  act(act: Act): Promise<Acted> {
    const id = this.#acts++;
    const answer = new Promise<Acted>((settle) => {
      const listen = ({ data }: MessageEvent<unknown>): void => {
        const frame = parseServerFrame(String(data));
        const parsed = frame?.kind === "news" ? v.safeParse(news, frame.mesh.news) : undefined;
        if (parsed?.success !== true || parsed.output.is !== "acted" || parsed.output.id !== id) return;
        this.#socket.removeEventListener("message", listen);
        settle(parsed.output);
      };
      this.#socket.addEventListener("message", listen);
    });
    this.#send({ mesh: { act: { id, act } } });
    return answer;
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
