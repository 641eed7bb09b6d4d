/** Tells a receiver which frame needs which: RTP payload format for AV1, appendix A. */
const descriptorUri =
  "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

/** Chrome 116; TypeScript's DOM does not know it. */
interface WithExtensions {
  getHeaderExtensionsToNegotiate(): { uri: string; direction: RTCRtpTransceiverDirection }[];
  setHeaderExtensionsToNegotiate(extensions: { uri: string; direction: RTCRtpTransceiverDirection }[]): void;
}

/** Whether a mode has layers in space. */
export function isSpatial(mode: string): boolean {
  return /^L[23]/.test(mode);
}

/**
 * The layers of one stream that an encoder is asked for. Measured in Chromium 156: of a screen VP9 gets none in space, since
 * the encoder fails, VP8 takes its place, and VP9 cannot be had again on that link; of AV1 a receiver decodes not one picture
 * with layers in space, unless the descriptor comes with them.
 */
export function modeFor(
  mode: string,
  codec: string | undefined,
  parameters: RTCRtpSendParameters,
  detail: boolean,
): string {
  if (!isSpatial(mode)) return mode;
  switch (codec?.toLowerCase()) {
    case "video/vp9":
      return detail ? "" : mode;
    case "video/av1":
      return hasDescriptor(parameters) ? mode : "";
    default:
      return mode; // which is refused
  }
}

export function hasDescriptor({ headerExtensions }: RTCRtpSendParameters): boolean {
  return headerExtensions.some(({ uri }) => uri === descriptorUri);
}

/** @returns whether the next offer has the descriptor and the last one had not */
export function offerDescriptor(pc: RTCPeerConnection): boolean {
  let isNew = false;
  for (const transceiver of pc.getTransceivers()) {
    if (transceiver.receiver.track.kind !== "video" || !isWithExtensions(transceiver)) continue;
    const extensions = transceiver.getHeaderExtensionsToNegotiate();
    const descriptor = extensions.find(({ uri }) => uri === descriptorUri);
    if (descriptor?.direction !== "stopped") continue;
    descriptor.direction = "sendrecv";
    transceiver.setHeaderExtensionsToNegotiate(extensions);
    isNew = true;
  }
  return isNew;
}

function isWithExtensions(transceiver: object): transceiver is WithExtensions {
  return "setHeaderExtensionsToNegotiate" in transceiver;
}
