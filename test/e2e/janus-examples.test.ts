import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { blocksOf, runnable } from "./harness/guide.ts";

/** Every word of VideoRoom's documentation: requests, their parameters, events, a room's properties. */
const theirs = `
  create edit destroy exists list allowed kick listparticipants join joinandconfigure publish configure unpublish start
  pause switch leave
  joined joining publishers unpublished leaving talking destroyed kicked configured attached started paused switched left
  edited created success participants event
  request videoroom transaction room permanent description secret pin is_private allowed action enable disable admin_key
  new_description new_secret new_pin new_is_private new_require_pvtid new_bitrate new_fir_freq new_publishers
  error_code error pin_required max_publishers bitrate bitrate_cap fir_freq audiocodec videocodec record rec_dir
  num_participants id display internal_audio_ssrc internal_video_ssrc ptype token private_id audio_codec video_codec
  simulcast attendees audio video data filename keyframe feed close_pc offer_audio offer_video offer_data substream
  temporal spatial_layer temporal_layer
  require_pvtid opus_fec video_svc audiolevel_ext audiolevel_event audio_active_packets audio_level_average
  videoorient_ext playoutdelay_ext transport_wide_cc_ext notify_joining`
  .trim()
  .split(/\s+/);

const requests =
  `create edit destroy exists list allowed kick listparticipants join joinandconfigure publish configure
  unpublish start pause switch leave`.split(/\s+/);

const guide = readFileSync(inRepository("docs/coming-from-janus.md"), "utf8");
const tables = guide.slice(0, guide.indexOf("## One room"));
const call = guide.slice(guide.indexOf("## One room"));

/** The guide's examples in their order: whose page runs each. */
const examples = blocksOf(call);

it.each(theirs)("the guide says what `%s` is here", (word) => {
  expect(tables).toMatch(new RegExp(`\`[^\`\n]*\\b${word}\\b[^\`\n]*\``));
});

it.each(requests)("the guide has an example of `%s`", (request) => {
  const headings = [...call.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  expect(headings.join("\n")).toMatch(new RegExp(`\\b${request}\\b`));
});

describe("the examples of the guide", () => {
  const adminKey = "an admin key of 32 characters, or";
  let harness: CallHarness;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer", ADMIN_KEY: adminKey });
  });
  afterAll(() => harness?.close());

  async function open(reader: string, answer: () => Promise<string>): Promise<Page> {
    const page = await harness.openPage();
    page.on("dialog", async (dialog) => dialog.accept(await answer()));
    await page.goto(
      harness.files.addPage(`<!doctype html><title>${reader}</title>
<meta name="meshcall-server" content="${harness.signalWorker.url}"><video id="screen"></video>
<script>${runnable(examples.flatMap((each) => (each.reader === reader ? each.code : [])))}</script>`),
    );
    return page;
  }

  /** Settles when the page has said this. */
  async function said(page: Page | undefined, ...words: unknown[]): Promise<void> {
    const wanted = JSON.stringify(words);
    await page!.waitForFunction(
      (text) => window.logged.some((each) => JSON.stringify(each) === text),
      wanted,
    );
  }

  it("are one room of three people, from create to destroy", async () => {
    const ana = await open("ana", async () => adminKey);
    const ben = await open("ben", async () => "");
    const cem = await open("cem", async () => String((await logOf(ana, "private_id"))[0]?.[1]));
    const pages: Readonly<Record<string, Page>> = { ana, ben, cem };

    /** After this many examples. */
    const checks: Readonly<Record<number, () => Promise<void>>> = {
      1: () => said(ana, "created", "1234"),
      2: async () => {
        await said(ana, "exists", true, false);
        await said(ana, "list", "1234", "Demo", true, 3);
      },
      4: () => said(ana, "allowed", true, 3),
      5: () => said(ana, "joined", "Demo, second take", 0),
      6: async () => {
        await said(ben, "joined, publishers", "Ana");
        await said(ben, "configured", true);
        await said(ana, "publishers", "Ben");
      },
      7: () => said(ana, "publishers", "Ben (phone)"),
      8: async () => {
        await said(cem, "attached", "Ana");
        await said(ana, "joining", "Cem");
        await shows(cem);
        await said(ana, "talking", "Ana");
      },
      9: async () => {
        await said(cem, "paused");
        await said(cem, "started");
      },
      10: () => said(cem, "configured", true, 0),
      11: async () => {
        await said(cem, "switched");
        await said(cem, "is shown", "Ben (phone)");
        await shows(cem);
      },
      12: async () => {
        const listed = (await logOf(ana, "listparticipants")).map((words) => words.slice(1));
        const flag: unknown = expect.any(Boolean);
        expect(listed).toHaveLength(3);
        expect(listed).toEqual(
          expect.arrayContaining([
            ["Ana", "publisher", true, flag],
            ["Ben (phone)", "publisher", true, flag],
            ["Cem", "attendee", false, false],
          ]),
        );
      },
      13: async () => {
        await said(ben, "kicked", 54036);
        await said(ana, "kicked", "Ben (phone)");
        await said(ana, "leaving", "Ben (phone)");
      },
      14: () => said(ana, "unpublished", false),
      17: async () => {
        await said(ana, "destroyed", false);
        await said(cem, "destroyed", 53118);
      },
    };
    for (const [index, { reader }] of examples.entries()) {
      await pages[reader]!.evaluate(async () => void (await window.parts.next()));
      await checks[index + 1]?.();
    }
    expect(examples).toHaveLength(17);
  });
});

function logOf(page: Page, first: string): Promise<unknown[][]> {
  return page.evaluate((word) => window.logged.filter(([name]) => name === word), first);
}

/** Pictures flow in the guide's video element. */
async function shows(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const video = document.querySelector<HTMLVideoElement>("#screen");
    for (let frame = 0; frame < 5; frame++)
      await new Promise((done) => video?.requestVideoFrameCallback(done));
  });
}
