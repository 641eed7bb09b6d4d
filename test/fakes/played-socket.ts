/** The browser's WebSocket, played by the test. */
export class PlayedSocket extends EventTarget {
  /** All, the latest last. */
  static made: PlayedSocket[] = [];
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: string[] = [];
  isClosed = false;

  constructor(url: URL, protocols: string[]) {
    super();
    this.url = url.href;
    this.protocols = protocols;
    PlayedSocket.made.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  hear(data: unknown): void {
    this.dispatchEvent(
      new MessageEvent("message", { data: typeof data === "object" ? JSON.stringify(data) : data }),
    );
  }
  end(code: number, reason = ""): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }
}

export const peerId = "p".repeat(20);
/** Lets in, to a room where nobody else is. */
export const welcome = {
  action: "announce",
  info_hash: "i".repeat(20),
  interval: 30,
  complete: 1,
  incomplete: 0,
  mesh: {
    v: 1,
    self: { peerId, sid: `PA${"1".repeat(32)}`, identity: "ana", name: "Ana" },
    room: { sid: `RM${"2".repeat(32)}`, name: "standup", type: "go", maxParticipants: 2 },
    peers: [],
    ice: [],
    session: "again",
    directed: true,
  },
};
