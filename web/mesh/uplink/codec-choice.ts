/** What the browser says of encoding one codec here. */
export interface EncodingAbility {
  mimeType: string;
  smooth: boolean;
  /** As a rule: in hardware. */
  powerEfficient: boolean;
}

/** RFC 6184 baseline, as all browsers offer it. */
const contentTypes: Readonly<Record<string, string>> = {
  "video/H264": "video/H264;level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
  "video/VP9": "video/VP9;profile-id=0",
  "video/AV1": "video/AV1",
};
/** As usual for a call. */
const picture = { width: 1280, height: 720, framerate: 30, bitrate: 2_500_000 };
/** An encoder in software for each of more links would be too much for most devices. */
const fewLinks = 2;

export interface CodecUse {
  /** Text, which stays sharp. */
  detail: boolean;
  /** How many links the track goes to. */
  links: number;
  /** Links may share encoders of H.264 ({@link allTakeH264}). */
  isShareable: boolean;
}

/**
 * One encoder makes one codec. With two codecs one of them would be made for each link that needs it, besides the shared
 * one: VP8 for all is less work.
 * @param senders those that have negotiated nothing yet are not asked
 */
export function allTakeH264(senders: Iterable<RTCRtpSender>): boolean {
  for (const sender of senders) {
    const { codecs } = sender.getParameters();
    if (codecs.length > 0 && !codecs.some(({ mimeType }) => mimeType.toLowerCase() === "video/h264"))
      return false;
  }
  return true;
}

/** @returns an empty list where the browser cannot say: then its own order is the best there is */
export async function encodingAbilities(): Promise<EncodingAbility[]> {
  const abilities: EncodingAbility[] = [];
  try {
    for (const [mimeType, contentType] of Object.entries(contentTypes)) {
      const info = await navigator.mediaCapabilities.encodingInfo({
        type: "webrtc",
        video: { contentType, ...picture },
      });
      if (info.supported) abilities.push({ mimeType, ...info });
    }
  } catch {
    // no such API, or one that does not know WebRTC
  }
  return abilities;
}

/**
 * What to encode a track with: hardware H.264 where there is any; else the browser's own choice, which is VP8 where it
 * has to be made in software. VP9 and AV1 take fewer bits and more work: for a screen with text, where frames are few,
 * and for cameras in hardware, to few links. Where many links may share encoders of it, it is H.264 in software too: a third of
 * VP8's work for 720p, and no codec changes when they begin to (docs/decisions/one-encoder-for-all-links.md).
 * @returns a MIME type; undefined: the browser's own choice
 */
export function chooseCodec(
  abilities: readonly EncodingAbility[],
  { detail, links, isShareable }: CodecUse,
): string | undefined {
  const able = (mimeType: string): EncodingAbility | undefined =>
    abilities.find((ability) => ability.mimeType === mimeType);
  const modern = [able("video/AV1"), able("video/VP9")];
  const good =
    links > fewLinks
      ? undefined
      : (modern.find((ability) => ability?.powerEfficient) ??
        (detail ? modern.find((ability) => ability?.smooth) : undefined));
  const h264 = able("video/H264");
  const isCheap = h264?.powerEfficient === true || (isShareable && !detail && links > fewLinks);
  return (good ?? (isCheap ? h264 : undefined))?.mimeType;
}
