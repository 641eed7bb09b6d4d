/**
 * Stands in for `@msgpack/msgpack`. PeerJS imports it for a serializer that has to be asked for by name;
 * our links carry data on their own channels and never ask.
 */
export class Encoder {
  constructor() {
    throw new Error("PeerJS's data connections are not part of Meshcall");
  }
}

export function decodeMultiStream(): never {
  throw new Error("PeerJS's data connections are not part of Meshcall");
}
