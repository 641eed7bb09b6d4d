/** Chrome 131, Safari 18; TypeScript's DOM does not know the member. Other browsers ignore it. */
type Encoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec };

/** What is in the list of codecs and is none. */
const notACodec = /\/(rtx|red|ulpfec|flexfec-03)$/i;

/**
 * Stops the video of a link whose path is dead. What Chromium sends first on the next path are copies of its last packets,
 * to find out how much the path carries. Those were lost with the old one; the receiver takes them for pictures that were a
 * second on their way, and keeps what follows back for as long (measured: half of all recoveries took a second more).
 * An encoder that changes its codec forgets its packets, so a paused one is left with another codec, and off.
 */
export class VideoPause {
  /** With the codec of before. Chromium has to be told: left out, the present one stays. */
  readonly #paused = new Map<RTCRtpSender, RTCRtpCodec | undefined>();

  begin(senders: Iterable<RTCRtpSender>): void {
    for (const sender of senders) {
      const parameters = sender.getParameters();
      const [encoding]: Encoding[] = parameters.encodings;
      if (this.#paused.has(sender) || encoding?.active !== true) continue;
      const inUse = encoding.codec ?? parameters.codecs[0];
      this.#paused.set(sender, inUse);
      const other = parameters.codecs.find(
        ({ mimeType }) => mimeType !== inUse?.mimeType && !notACodec.test(mimeType),
      );
      encoding.active = false;
      if (other !== undefined) encoding.codec = other;
      sender.setParameters(parameters).catch(() => undefined); // the connection closed under us
    }
  }

  /**
   * The first picture is a whole one: the receiver's own request for one would take up to 3 s (measured).
   * @param onRefused an encoding may still be off
   */
  end(onRefused: () => void = () => undefined): void {
    for (const [sender, codec] of this.#paused) {
      const parameters = sender.getParameters();
      const [encoding]: Encoding[] = parameters.encodings;
      if (encoding === undefined) continue;
      encoding.active = true;
      if (codec !== undefined) encoding.codec = codec;
      sender.setParameters(parameters, { encodingOptions: [{ keyFrame: true }] }).catch(onRefused);
    }
    this.#paused.clear();
  }
}
