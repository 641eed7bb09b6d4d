import { once } from "node:events";
import { parseServerFrame, type ServerFrame, type Welcome } from "#protocol/announce";

/** A participant with a socket and no browser: joins with a token, and says what it is told to. */
export class AnnounceClient {
  readonly welcome: Welcome;
  /** Settles with code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #frames: ServerFrame[];

  private constructor(
    socket: WebSocket,
    welcome: Welcome,
    frames: ServerFrame[],
    closed: AnnounceClient["closed"],
  ) {
    this.#socket = socket;
    this.welcome = welcome;
    this.#frames = frames;
    this.closed = closed;
  }

  /** Rejects with the reason where it is refused. */
  static async join(serverUrl: string, token: string, room?: string): Promise<AnnounceClient> {
    const url = new URL("/rooms/announce", serverUrl.replace(/^http/, "ws"));
    if (room !== undefined) url.searchParams.set("room", room);
    const socket = new WebSocket(url, ["meshcall.1", `token.${token}`]);
    const frames: ServerFrame[] = [];
    const closed = new Promise<{ code: number; reason: string }>((settle) => {
      socket.addEventListener("close", ({ code, reason }) => settle({ code, reason }));
    });
    const welcomed = new Promise<Welcome>((settle) => {
      socket.addEventListener("message", ({ data }) => {
        const frame = parseServerFrame(String(data));
        if (frame?.kind === "welcome") settle(frame);
        else if (frame !== undefined) frames.push(frame);
      });
    });
    const welcome = await Promise.race([
      welcomed,
      closed.then(({ reason }) => Promise.reject(new Error(reason))),
    ]);
    return new AnnounceClient(socket, welcome, frames, closed);
  }

  get sid(): string {
    return this.welcome.mesh.self.sid;
  }

  publish(
    ...tracks: { sid: string; kind: "audio" | "video" | "data"; name: string; enabled: boolean }[]
  ): void {
    const { info_hash, mesh } = this.welcome;
    this.#socket.send(
      JSON.stringify({ action: "announce", info_hash, peer_id: mesh.self.peerId, mesh: { tracks } }),
    );
  }

  /** The first frame of this kind, now or later. */
  async heard<Kind extends ServerFrame["kind"]>(kind: Kind): Promise<Extract<ServerFrame, { kind: Kind }>> {
    for (;;) {
      const frame = this.#frames.find(
        (each): each is Extract<ServerFrame, { kind: Kind }> => each.kind === kind,
      );
      if (frame !== undefined) return frame;
      await once(this.#socket, "message");
    }
  }

  close(): void {
    this.#socket.close();
  }
}
