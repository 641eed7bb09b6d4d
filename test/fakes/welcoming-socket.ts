import { vi } from "vitest";

/**
 * Stands in for `WebSocket`: a signal-worker that lets everybody in and hears nothing.
 * @param silent it does not even let in
 */
export function welcomeEverybody({ silent = false } = {}): { readonly open: number } {
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
  };
}
