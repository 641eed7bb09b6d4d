/**
 * What sealed video is encoded with: of VP8 alone it is known what of a frame has to stay readable. With it go retransmission
 * and error correction, which seal nothing and change nothing.
 * @returns none where the browser is left to itself: it prefers VP8 anyway, and what Firefox (153) leaves of a codec that was
 * taken out, feedback for nothing, keeps Chromium from reading its descriptions
 */
export async function sealedCodecs(): Promise<readonly RTCRtpCodec[]> {
  const pc = new RTCPeerConnection();
  try {
    const vp8 = codecs().filter(({ mimeType }) => /\/(vp8|rtx)$/i.test(mimeType));
    pc.addTransceiver("video").setCodecPreferences(vp8);
    const { sdp = "" } = await pc.createOffer();
    const offered = new Set(/^m=video \S+ \S+ (.+?)\r?$/m.exec(sdp)?.[1]?.split(" "));
    return [...sdp.matchAll(/^a=rtcp-fb:(\d+)/gm)].every(([, type = ""]) => offered.has(type)) ? vp8 : [];
  } finally {
    pc.close();
  }
}

/** Both ends meet in VP8, with or without {@link sealedCodecs}. */
export function prefersVp8(): boolean {
  return codecs()[0]?.mimeType.toLowerCase() === "video/vp8";
}

function codecs(): RTCRtpCodec[] {
  return RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
}
