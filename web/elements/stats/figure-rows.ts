import { bitrate, milliseconds, plain, share, size } from "./numbers.ts";
import type { CallFigures, PersonFigures, Source, SourcedStream } from "./room-figures.ts";
import { statsWords } from "./words.ts";

/** One line of a person's table. */
export interface FigureRow {
  label: string;
  /** Of the whole link where there is no `sent`. */
  received: string;
  sent?: string;
}

export interface FigureGroup {
  heading: string;
  rows: FigureRow[];
}

const sources: readonly Source[] = ["microphone", "camera", "screen-sound", "screen"];

/** What is shown, and copied as text, of one person's link. */
export function groupsOf(person: PersonFigures, withAddresses = false): FigureGroup[] {
  const groups = [{ heading: statsWords.connection, rows: pathRows(person, withAddresses) }];
  for (const source of sources) {
    const received = streamOf(person, source, "received");
    const sent = streamOf(person, source, "sent");
    if (received === undefined && sent === undefined) continue;
    groups.push({ heading: statsWords.source(source), rows: streamRows(received, sent) });
  }
  return groups;
}

/** What goes to one person of one kind: rate, and size of the picture. */
export function sentInShort(person: PersonFigures, source: Source): string[] {
  const stream = streamOf(person, source, "sent");
  if (stream === undefined || stream.state === "off") return [statsWords.off];
  const { bitsPerSecond, widthPx, heightPx } = stream;
  const rate = bitsPerSecond === null ? statsWords.unknown : bitrate(bitsPerSecond);
  return widthPx === null || heightPx === null ? [rate] : [rate, size(widthPx, heightPx)];
}

/** What holds own pictures back on some link; the processor before the network, since it can be helped. */
export function ownLimit({ people }: CallFigures): "cpu" | "bandwidth" | undefined {
  const limits = people.flatMap(({ streams }) => streams.map(({ limitedBy }) => limitedBy));
  return (["cpu", "bandwidth"] as const).find((limit) => limits.includes(limit));
}

function streamOf(
  { streams }: PersonFigures,
  source: Source,
  way: SourcedStream["way"],
): SourcedStream | undefined {
  return streams.find((stream) => stream.source === source && stream.way === way);
}

/** How the link leads there, and what it could carry. */
export function pathRows(person: PersonFigures, withAddresses = false): FigureRow[] {
  const words = statsWords;
  const { route, protocol, roundTripMs, availableBps, addresses } = person;
  const rows: FigureRow[] = [
    { label: words.route, received: route === null ? words.unknown : words.way(route, protocol) },
    { label: words.roundTrip, received: roundTripMs === null ? words.unknown : milliseconds(roundTripMs) },
  ];
  if (availableBps !== null) rows.push({ label: words.available, received: bitrate(availableBps) });
  if (withAddresses)
    rows.push({
      label: words.addresses,
      received: addresses.peer ?? words.unknown,
      sent: addresses.own ?? words.unknown,
    });
  return rows;
}

function streamRows(received: SourcedStream | undefined, sent: SourcedStream | undefined): FigureRow[] {
  const words = statsWords;
  const rows: FigureRow[] = [];
  const row = (label: string, tell: (stream: SourcedStream) => string | null): void => {
    const [come, gone] = [received, sent].map((stream) => (stream === undefined ? null : tell(stream)));
    if (come === null && gone === null) return;
    rows.push({ label, received: come ?? "–", sent: gone ?? "–" });
  };
  row(words.bitrate, ({ state, bitsPerSecond }) =>
    state === "off" ? words.off : bitsPerSecond === null ? null : bitrate(bitsPerSecond),
  );
  row(words.lost, ({ fractionLost }) => (fractionLost === null ? null : share(fractionLost)));
  row(words.jitter, ({ jitterMs }) => (jitterMs === null ? null : milliseconds(jitterMs)));
  row(words.size, sizeOf);
  row(words.frames, ({ framesPerSecond }) => (framesPerSecond === null ? null : plain(framesPerSecond)));
  row(words.codec, codecOf);
  row(words.limit, ({ limitedBy }) => (limitedBy === null ? null : words.limitedBy(limitedBy)));
  row(words.freezes, ({ freezes }) => (freezes === null || freezes === 0 ? null : `${plain(freezes)} ×`));
  return rows;
}

function sizeOf({ state, widthPx, heightPx, sourceWidthPx, sourceHeightPx }: SourcedStream): string | null {
  if (state === "off" || widthPx === null || heightPx === null) return null;
  const own = size(widthPx, heightPx);
  if (sourceWidthPx === null || sourceHeightPx === null || sourceWidthPx === widthPx) return own;
  return statsWords.sizeOf(own, size(sourceWidthPx, sourceHeightPx));
}

function codecOf({ codec, layers, inHardware }: SourcedStream): string | null {
  if (codec === null) return null;
  const name = layers === null || layers === "L1T1" ? codec : `${codec} ${layers}`;
  return inHardware === true ? statsWords.inHardware(name) : name;
}
