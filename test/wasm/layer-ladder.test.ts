import { expect, it } from "vitest";
import type { Layer, LayerRequest } from "../../web/kernel/kernel-api.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { chooseLayers } from "./choose-layers.ts";
import { framesFor } from "../../web/mesh/uplink/crowd.ts";
import { audioBps } from "../../web/mesh/uplink/audio-economy.ts";

const wasm = await loadWasm();
const uplinksMbps = [1, 2, 5, 10];
const source = { sourceWidthPx: 1280, sourceHeightPx: 720, sourceFramesPerSecond: 30 };
const quiet = { availableBps: 0, roundTripMs: 40, fractionLost: 0, detail: false };

/** Each sees all others in equal tiles on a page of 1920x1080: columns and rows by the number of people. */
const grids: [people: number, columns: number, rows: number][] = [
  [2, 1, 1],
  [3, 2, 2],
  [4, 2, 2],
  [6, 3, 3],
  [8, 3, 3],
  [10, 4, 4],
];
const large = { tileWidthPx: 1280, tileHeightPx: 720 };
const small = { tileWidthPx: 320, tileHeightPx: 180 };

function choose(tiles: { tileWidthPx: number; tileHeightPx: number }[], uplinkMbps: number): Layer[] {
  const requests: LayerRequest[] = tiles.map((tile) => {
    const { tileWidthPx: widthPx, tileHeightPx: heightPx } = tile;
    const frames = framesFor(source.sourceFramesPerSecond, { widthPx, heightPx }, tiles.length + 1);
    return { ...source, ...quiet, ...tile, sourceFramesPerSecond: frames };
  });
  const audio = tiles.length * audioBps(tiles.length + 1);
  return chooseLayers(wasm, requests, { uplinkBps: Math.max(1, uplinkMbps * 1e6 - audio), cpuShare: 1 });
}

const heightOf = ({ active, scaleResolutionDownBy }: Layer) =>
  active ? Math.round(source.sourceHeightPx / scaleResolutionDownBy) : 0;

/** `360p20`; where receivers get different ones, the worst and the best. */
function said(layers: Layer[]): string {
  const names = layers
    .toSorted((a, b) => heightOf(a) - heightOf(b) || a.maxFramerate - b.maxFramerate)
    .map((layer) => (layer.active ? `${heightOf(layer)}p${layer.maxFramerate}` : "off"));
  const [worst, best] = [names[0], names.at(-1)];
  const kbps = Math.round(layers.reduce((sum, layer) => sum + layer.maxBitrateBps, 0) / 1_000);
  return `${worst === best ? worst : `${worst} to ${best}`}, ${kbps} kbps`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length), 3));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join(
    "\n",
  );
}

const head = ["people", ...uplinksMbps.map((mbps) => `${mbps} Mbps up`)];

const gridRows = grids.map(([people, columns, rows]) => [
  String(people),
  ...uplinksMbps.map((mbps) => {
    const tile = { tileWidthPx: Math.round(1920 / columns), tileHeightPx: Math.round(1080 / rows) };
    return said(
      choose(
        Array.from({ length: people - 1 }, () => tile),
        mbps,
      ),
    );
  }),
]);

const stageRows = grids.slice(1).map(([people]) => [
  String(people),
  ...uplinksMbps.map((mbps) => {
    const [stage, ...others] = choose([large, ...Array.from({ length: people - 2 }, () => small)], mbps);
    return `${said([stage!])}; ${said(others)}`;
  }),
]);

const page = `# The ladder

What each person of a room sends to the others, by the number of people and the line's uplink. The tables come from the
allocator itself: \`test/wasm/layer-ladder.test.ts\` fails when this page says anything else (\`-u\` writes it anew).

The camera gives 1280x720 at 30 frames a second, the processor keeps up, and every receiver's own line is better than the
sender's. \`360p20\` is 360 lines at 20 frames a second. Of the uplink, audio is set aside first for each link:
${[2, 5, 8].map((people) => `${audioBps(people) / 1_000} kbps from ${people} people on`).join(", ")}. \`kbps\` is the video of all links together.

From five people on video comes from the latest speakers alone (\`maxVideoTracks\`), so most people send none, most of the
time; the tables say what somebody sends whom everybody watches.

## Equal tiles on a page of 1920x1080

${table(head, gridRows)}

## One receiver shows the sender at 1280x720, the others at 320x180

${table(head, stageRows)}

## How it is divided

- Each link has limits of its own: never more pixels than the tile, never more bits than 85 % of what the link is thought
  to carry. Frame rate goes down first (to two thirds, then half), then the size.
- A \`<video>\` that the page gives no size has its picture's. It is asked for as 1280x720, or as large as it was before, within
  what its parent leaves it; so a narrow moment does not make it small for good.
- From six people on, tiles up to 320x180 get two thirds of the frames, 10 a second at least.
- There is a common limit only when at least two links, and half of them, are short of bandwidth at once: then they share
  a line. Its limit is what those links are thought to carry and the others send; it falls at once, stands for 10 s and
  then grows by 8 % every 2 s.
- A processor that is short is a common limit too: two readings of 2 s step down to three quarters of the work, 30 s of
  calm step up again. The least watched lose frames first, then size; nobody is switched off for it.
- Under a common limit everybody who looks gets a small picture first. The rest is divided in the way that is worth most
  of all ways there are: worth is the pixels that are looked at, times one more than the priority (0 to 3), twice for
  text, with less for each further step up.
- A new size counts a tenth less than the one in force, another frame rate 1 to 2 % less, and nobody gets better unless
  12 % of the limit stay free: what is sent changes when it is worth it, not with every estimate.
- A shared screen with \`contentHint\` \`detail\` or \`text\` keeps its size and loses frames, down to a third of 15 a second;
  with \`motion\` it is treated as a camera.
- Nobody looks: nothing is encoded.
`;

it("is what docs/ladder.md says", async () => {
  await expect(page).toMatchFileSnapshot("../../docs/ladder.md");
});

it("gives two people the whole picture at 5 Mbps, and ten people a picture each at 1 Mbps", () => {
  expect(gridRows[0]![3]).toMatch(/^720p30,/);
  expect(gridRows.at(-1)![1]).not.toContain("off");
});
