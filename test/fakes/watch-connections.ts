import { vi } from "vitest";

export interface WatchedConnection {
  pc: RTCPeerConnection;
  /** By label. */
  channels: Map<string, RTCDataChannel>;
  /** Whoever was at work when it was made. */
  owner: string | undefined;
}

/** Every RTCPeerConnection that is made from here on, until `vi.unstubAllGlobals()`. */
export class ConnectionWatch {
  readonly all: WatchedConnection[] = [];
  owner: string | undefined;

  constructor() {
    const { all } = this;
    const owner = (): string | undefined => this.owner;
    const Real = RTCPeerConnection;
    class Watched extends Real {
      readonly watched: WatchedConnection;
      constructor(config?: RTCConfiguration) {
        super(config);
        this.watched = { pc: this, channels: new Map(), owner: owner() };
        all.push(this.watched);
      }
      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, options);
        this.watched.channels.set(label, channel);
        return channel;
      }
    }
    vi.stubGlobal("RTCPeerConnection", Watched);
  }

  get open(): WatchedConnection[] {
    return this.all.filter(({ pc }) => pc.connectionState !== "closed");
  }

  /** Closed ones can be collected then: a renderer makes no more than 500 that are not. */
  forgetClosed(): void {
    this.all.splice(0, this.all.length, ...this.open);
  }

  /** The latest open connection of this person. */
  of(owner: string): WatchedConnection {
    const found = this.open.findLast((connection) => connection.owner === owner);
    if (found === undefined) throw new Error(`${owner} has no connection`);
    return found;
  }
}
