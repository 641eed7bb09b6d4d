import type { CandidateJson } from "#protocol/announce";
import type { MeshFact, PeerId, Publication } from "../room/ports.ts";
import type { ControlMessage } from "./control.ts";
import type { LinkChannels } from "./link-channels.ts";
import type { LinkKeys } from "./link-keys.ts";
import type { LinkLayers } from "./link-layers.ts";
import type { LinkTracks } from "./link-tracks.ts";
import type { Negotiation } from "./negotiation.ts";
import type { Recovery } from "./recovery.ts";
import type { Uplink } from "./uplink/uplink.ts";

/** The parts of a link that a control message may be for, and the ways out of it. */
export interface InboxParts {
  publications: ReadonlyMap<string, Publication>;
  channels: Pick<LinkChannels, "ready">;
  uplink: Uplink;
  keys: LinkKeys;
  tracks: LinkTracks;
  layers: LinkLayers;
  negotiation: Negotiation;
  recovery: Recovery;
  send(message: ControlMessage): void;
  addCandidates(candidates: readonly CandidateJson[]): void;
  carry(from: PeerId, to: PeerId, parcel: string): void;
  receiveParcel(from: PeerId, parcel: string): void;
  onFact(fact: MeshFact): void;
}

/** Gives each message of the peer's to the part of the link that it is for. */
export class LinkInbox {
  readonly #parts: InboxParts;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  receive(message: ControlMessage, peerId: PeerId): void {
    const { send, onFact } = this.#parts;
    switch (message.type) {
      case "hello": // said once, with the description
        break;
      case "tracks":
        this.#parts.tracks.receive(message.tracks);
        break;
      case "key":
      case "senderKey":
      case "commit":
      case "reveal":
        this.#parts.keys.receive(message, peerId);
        break;
      case "enabled":
        onFact({ fact: "enabled", peerId, sid: message.sid, enabled: message.enabled });
        break;
      case "ready":
        this.#parts.channels.ready(message.sid);
        break;
      case "wish":
        if (this.#parts.publications.has(message.sid)) this.#parts.layers.wish(message.sid, message);
        break;
      case "keyFrame":
        if (this.#parts.publications.has(message.sid)) this.#parts.layers.keyFrame(message.sid);
        break;
      case "takes":
        onFact({ fact: "takes", peerId, takes: message });
        this.#parts.tracks.tell(true); // what changed of data tracks meanwhile was not told
        break;
      case "level": {
        const { levelDbov, speaking } = message;
        onFact({ fact: "level", peerId, level: { levelDbov, speaking } });
        break;
      }
      case "description": {
        const description = this.#parts.uplink.withAudioEconomy(message.description);
        void this.#parts.negotiation.receive(message.id, description, message.instead);
        break;
      }
      case "candidate":
        this.#parts.addCandidates([message.candidate]);
        break;
      case "say":
        onFact({ fact: "said", peerId, text: message.text });
        break;
      case "ping":
        send({ type: "pong", id: message.id });
        break;
      case "pong":
        break; // being heard is all it is for
      case "detour":
        this.#parts.recovery.sealFor(message.key);
        break;
      case "carry":
        this.#parts.carry(peerId, message.to, message.parcel);
        break;
      case "carried":
        this.#parts.receiveParcel(message.from, message.parcel);
        break;
      case "bye":
        onFact({ fact: "gone", peerId, why: "bye" });
        break;
    }
  }
}
