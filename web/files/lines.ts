/** What files need of a room: a way to each of the others alone. */
export interface LinePeer {
  /** The participant's SID. */
  readonly sid: string;
  readonly name: string;
}

export interface LineListener {
  /**
   * There is a path to them, for the first time or again: what was said before may be lost.
   * @param isTheirs they have a line to this page
   */
  onOpen(peer: LinePeer, isTheirs: boolean): void;
  /** There is no path for now. */
  onBroken(sid: string): void;
  onGone(sid: string): void;
  /** A part of something has come from them. */
  onArriving?(sid: string): void;
  onMessage(peer: LinePeer, data: string | ArrayBuffer): void;
}

export interface Lines {
  start(listener: LineListener): void;
  peers(): LinePeer[];
  /** There is a path now. */
  isOpen(sid: string): boolean;
  /**
   * Sealed, in order, for this one alone; opened by the first message. The bytes are copied at once.
   * @returns settles when it is on its way, so that whoever sends much waits; rejects when it is lost
   */
  send(sid: string, data: string | Uint8Array<ArrayBuffer>): Promise<void>;
  close(): void;
}
