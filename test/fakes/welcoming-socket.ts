import { vi } from "vitest";

export interface WelcomedSockets {
  readonly open: number;
  /** Since the beginning. */
  readonly made: number;
  /** The server closes all of them. */
  closeAll(code: number, reason: string): void;
}

/**
 * Stands in for `WebSocket`: a signal-worker that lets everybody in and hears nothing.
 * @param silent it does not even let in
 */
export function welcomeEverybody({ silent = false } = {}): WelcomedSockets {
  let made = 0;
  const sockets = new Set<EventTarget>();
  const member = { peerId: "p".repeat(20), sid: `PA${"1".repeat(32)}`, identity: "ana", name: "Ana" };
  const welcome = {
    action: "announce",
    info_hash: "i".repeat(20),
    interval: 30,
    complete: 1,
    incomplete: 0,
    mesh: {
      v: 1,
      self: member,
      room: { sid: `RM${"2".repeat(32)}`, name: "standup", type: "go", maxParticipants: 2 },
      peers: [],
      ice: [],
      session: "session",
      directed: true,
    },
  };
  class WelcomingSocket extends EventTarget {
    constructor() {
      super();
      sockets.add(this);
      made++;
      if (silent) return;
      setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(welcome) })));
    }
    send(): void {
      // nobody is there to read it
    }
    close(): void {
      sockets.delete(this);
    }
  }
  vi.stubGlobal("WebSocket", WelcomingSocket);
  return {
    get open() {
      return sockets.size;
    },
    get made() {
      return made;
    },
    closeAll(code, reason) {
      for (const socket of sockets) socket.dispatchEvent(new CloseEvent("close", { code, reason }));
      sockets.clear();
    },
  };
}
