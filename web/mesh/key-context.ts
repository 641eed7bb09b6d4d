/** Of an RTCPeerConnection. */
interface Descriptions {
  readonly localDescription: { sdp: string } | null;
  readonly remoteDescription: { sdp: string } | null;
}

/** Bytes that both ends know alike and an impostor in the middle does not: room, peers, DTLS fingerprints. */
export function keyContext(
  roomSid: string,
  peerIds: readonly string[],
  { localDescription, remoteDescription }: Descriptions,
): Uint8Array<ArrayBuffer> {
  const prints = [localDescription, remoteDescription].map(fingerprintOf).toSorted();
  return new TextEncoder().encode(["meshcall link 1", roomSid, ...peerIds.toSorted(), ...prints].join("\n"));
}

function fingerprintOf(description: { sdp: string } | null): string {
  return (
    /^a=fingerprint:(.+)$/m
      .exec(description?.sdp ?? "")?.[1]
      ?.trim()
      .toLowerCase() ?? ""
  );
}
