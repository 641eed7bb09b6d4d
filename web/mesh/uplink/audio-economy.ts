import type { EncodingWishes } from "../../room/layer.ts";

/** Packets of one voice each way to many people: longer ones cost less in headers and wake-ups, and delay a little. */
const steps = [
  { people: 8, packetMs: 60, bps: 40_000 },
  { people: 5, packetMs: 40, bps: 44_000 },
];
/** Opus at 32 kbps and the headers of 50 packets a second. */
const usualBps = 56_000;

/** What one link's audio takes, headers included, bits per second. */
export function audioBps(people: number): number {
  return steps.find((step) => people >= step.people)?.bps ?? usualBps;
}

/**
 * The other side's description, changed so that this side's Opus encoder takes packets of that length, sends little
 * while nobody speaks (DTX), and repeats what may be lost (in-band FEC). RFC 7587 section 7: a sender may do as the
 * receiver's `ptime`, `usedtx` and `useinbandfec` ask.
 * @param encoding as the page wants it; where it does not say, DTX comes with longer packets, and FEC is on
 */
export function withAudioEconomy<Description extends { sdp: string }>(
  description: Description,
  people: number,
  { dtx, fec }: Partial<EncodingWishes> = {},
): Description {
  const packetMs = steps.find((step) => people >= step.people)?.packetMs;
  if (packetMs === undefined && dtx !== true && fec === undefined) return description;
  const wanted = `usedtx=${(dtx ?? packetMs !== undefined) ? 1 : 0};useinbandfec=${fec === false ? 0 : 1}`;
  const sections = description.sdp.split(/^(?=m=)/m);
  const changed = sections.map((each) =>
    each.startsWith("m=audio") ? economical(each, packetMs, wanted) : each,
  );
  return { ...description, sdp: changed.join("") };
}

function economical(section: string, packetMs: number | undefined, wanted: string): string {
  const opus = /^a=rtpmap:(\d+) opus\//im.exec(section)?.[1];
  if (opus === undefined) return section;
  const others = packetMs === undefined ? section : section.replace(/^a=(?:max)?ptime:.*\r\n/gm, "");
  const fmtp = new RegExp(`^a=fmtp:${opus} (.*)\r\n`, "m");
  const described = fmtp.test(others)
    ? others.replace(fmtp, (_, parameters: string) => {
        const kept = parameters.split(";").filter((each) => !/^\s*use(?:dtx|inbandfec)=/.test(each));
        return `a=fmtp:${opus} ${[...kept, wanted].join(";")}\r\n`;
      })
    : others.replace(/^a=rtpmap:\d+ opus\/.*\r\n/im, (line) => `${line}a=fmtp:${opus} ${wanted}\r\n`);
  if (packetMs === undefined) return described;
  return `${described}a=ptime:${packetMs}\r\na=maxptime:${Math.max(120, packetMs)}\r\n`;
}
