/** `codec`: Chrome 131, Safari 18. TypeScript's DOM knows neither member; other browsers ignore both. */
export type Encoding = RTCRtpEncodingParameters & { codec?: RTCRtpCodec; scalabilityMode?: string };

/** Which codec each sender encodes with. */
export class CodecSetting {
  /** What the browser had chosen, of senders that were given another. Left out, Chromium keeps the present one. */
  readonly #usual = new WeakMap<RTCRtpSender, RTCRtpCodec>();

  /**
   * @param mimeTypes the best first; none, or none that the link has: the browser's choice
   * @returns the one in use from now on; undefined: as it was
   */
  set(
    sender: RTCRtpSender,
    encoding: Encoding,
    negotiated: readonly RTCRtpCodec[],
    mimeTypes: readonly string[],
  ): string | undefined {
    const codec = this.choose(sender, negotiated, mimeTypes);
    if (codec === undefined) delete encoding.codec;
    else encoding.codec = codec;
    return codec?.mimeType;
  }

  /** What `set` would put in use. */
  choose(
    sender: RTCRtpSender,
    negotiated: readonly RTCRtpCodec[],
    mimeTypes: readonly string[],
  ): RTCRtpCodec | undefined {
    const wanted = firstOf(negotiated, mimeTypes);
    const usual = this.#usual.get(sender);
    // Chromium puts the codec in use first, also one that it was given: only before that it is its own choice
    if (wanted !== undefined && usual === undefined && negotiated[0] !== undefined)
      this.#usual.set(sender, negotiated[0]);
    return wanted ?? (usual === undefined ? undefined : alike(negotiated, usual));
  }
}

function firstOf(negotiated: readonly RTCRtpCodec[], mimeTypes: readonly string[]): RTCRtpCodec | undefined {
  for (const wanted of mimeTypes) {
    const found = negotiated.find(({ mimeType }) => mimeType.toLowerCase() === wanted.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

function alike(negotiated: readonly RTCRtpCodec[], codec: RTCRtpCodec): RTCRtpCodec | undefined {
  return negotiated.find(
    ({ mimeType, sdpFmtpLine }) => mimeType === codec.mimeType && sdpFmtpLine === codec.sdpFmtpLine,
  );
}
