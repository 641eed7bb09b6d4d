/**
 * Stands in for `peerjs-js-binarypack`, the default serializer of PeerJS's data connections. Our links open
 * media connections only, and carry data on channels of their own.
 */
export function pack(): never {
  throw new Error("PeerJS's data connections are not part of Meshcall");
}

export { pack as unpack };
