import type { Member } from "#protocol/announce";
import type { Mesh, MeshFact, Signaling } from "../../web/room/ports.ts";

/** Notes whom it is told of, and links nobody. */
export class QuietMesh implements Mesh {
  readonly offers: string[] = [];
  readonly probed: string[] = [];
  readonly dropped: string[] = [];
  /** What the links tell. */
  tell: (fact: MeshFact) => void = () => undefined;
  start(onFact: (fact: MeshFact) => void): void {
    this.tell = onFact;
  }
  joined(): void {}
  offered({ identity }: Member): void {
    this.offers.push(identity);
  }
  answered(): void {}
  candidates(): void {}
  parcel(): void {}
  probe(peerId: string): void {
    this.probed.push(peerId);
  }
  drop(peerId: string): void {
    this.dropped.push(peerId);
  }
  publish(): void {}
  unpublish(): void {}
  replaceMedia(): void {}
  setEnabled(): void {}
  setPriority(): void {}
  withhold(): void {}
  silence(): void {}
  retell(): void {}
  refuse(): void {}
  setLevel(): void {}
  wish(): void {}
  say(): boolean {
    return false;
  }
  configure(): void {}
  keyFrame(): void {}
  takes(): void {}
  send(): Promise<void> {
    return Promise.resolve();
  }
  verify(): Promise<never> {
    return Promise.reject(new Error("Nobody is linked"));
  }
  statsReports(): Promise<Map<string, RTCStatsReport>> {
    return Promise.resolve(new Map());
  }
  close(): void {}
}

/** Of public trackers: it can refuse, and knows nobody. */
export class QuietSignaling implements Signaling {
  readonly refused: string[] = [];
  open(): void {}
  announce(): void {}
  answer(): void {}
  refuse(to: string): void {
    this.refused.push(to);
  }
  candidates(): void {}
  parcel(): void {}
  close(): void {}
}

/** @param session another one is another tab */
export const memberOf = (identity: string, session = identity): Member => ({
  peerId: session.padEnd(20, "-"),
  sid: `PA${Buffer.from(session).toString("hex").padEnd(32, "0")}`,
  identity,
  name: identity,
});
