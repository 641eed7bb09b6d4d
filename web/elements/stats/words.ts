import { msg, str } from "@lit/localize";
import type { Source } from "./room-figures.ts";

/** Every word of `<mesh-stats>`. */
export const statsWords = {
  get heading(): string {
    return msg("Connection details");
  },
  get close(): string {
    return msg("Close connection details");
  },
  get alone(): string {
    return msg("Nobody else is here yet, so there is nothing to measure.");
  },
  get measuring(): string {
    return msg("Measuring…");
  },
  get whatYouSend(): string {
    return msg("What you send, and to whom");
  },
  get to(): string {
    return msg("To");
  },
  get sentInAll(): string {
    return msg("Sent in all");
  },
  get receivedInAll(): string {
    return msg("Received in all");
  },
  get received(): string {
    return msg("Received");
  },
  get sent(): string {
    return msg("Sent");
  },
  get connection(): string {
    return msg("Connection");
  },
  get route(): string {
    return msg("Way");
  },
  get roundTrip(): string {
    return msg("There and back");
  },
  get available(): string {
    return msg("Room to send");
  },
  get bitrate(): string {
    return msg("Data rate");
  },
  get lost(): string {
    return msg("Lost");
  },
  get jitter(): string {
    return msg("Unevenness");
  },
  get size(): string {
    return msg("Size");
  },
  get frames(): string {
    return msg("Pictures a second");
  },
  get codec(): string {
    return msg("Format");
  },
  get limit(): string {
    return msg("Held back by");
  },
  get freezes(): string {
    return msg("Stood still");
  },
  get off(): string {
    return msg("off");
  },
  get unknown(): string {
    return msg("not known");
  },
  source(source: Source): string {
    switch (source) {
      case "microphone":
        return msg("Sound");
      case "camera":
        return msg("Picture");
      case "screen":
        return msg("Screen");
      case "screen-sound":
        return msg("Sound of the screen");
    }
  },
  limitedBy(limit: "none" | "cpu" | "bandwidth" | "other"): string {
    switch (limit) {
      case "none":
        return msg("nothing");
      case "cpu":
        return msg("the processor");
      case "bandwidth":
        return msg("the network");
      case "other":
        return msg("something else");
    }
  },
  /** @param protocol for instance UDP */
  way(route: "direct" | "relayed", protocol: string | null): string {
    if (route === "direct") return protocol === null ? msg("direct") : msg(str`direct, over ${protocol}`);
    return protocol === null ? msg("over a relay") : msg(str`over a relay, by ${protocol}`);
  },
  /** @param size what is sent. @param source what the camera gives */
  sizeOf: (size: string, source: string): string => msg(str`${size} of ${source}`),
  /** @param codec for instance VP8 */
  inHardware: (codec: string): string => msg(str`${codec}, by the graphics chip`),
  get processorLimits(): string {
    return msg(
      "Your device is busy, so it sends smaller pictures. Closing other programs, or switching your camera off, may help.",
    );
  },
  get networkLimits(): string {
    return msg("Your network carries no more, so smaller pictures are sent.");
  },
  get copy(): string {
    return msg("Copy as text");
  },
  get copyJson(): string {
    return msg("Copy as JSON");
  },
  get copied(): string {
    return msg("Copied.");
  },
  get notCopied(): string {
    return msg("This page may not copy. Select the text below and copy it yourself.");
  },
  get withAddresses(): string {
    return msg("With network addresses");
  },
  get withAddressesWhy(): string {
    return msg("They tell roughly where you and the others are.");
  },
  get addresses(): string {
    return msg("Addresses");
  },
  get copiedText(): string {
    return msg("What to copy");
  },
};
