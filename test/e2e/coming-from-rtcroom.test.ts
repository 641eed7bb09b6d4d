import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { signToken } from "../../server/index.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { blocksOf, runnable } from "./harness/guide.ts";

/** Every word of RTCRoom's that its documentation has a reader call, pass or listen for. */
const theirs = [
  "RoomService",
  "serverDomain",
  "setURL",
  "sdkAppID",
  "accType",
  "userID",
  "userSig",
  "login",
  "startLocalPreview",
  "getRoomList",
  "roomInfo",
  "createRoom",
  "roomID",
  "enterRoom",
  "RoomListenerCallback",
  "onGetPusherList",
  "pusherInfoList",
  "addRemoteView",
  "pusherInfo",
  "onPusherJoin",
  "onPusherQuit",
  "sendRoomTextMsg",
  "sendRoomCustomMsg",
  "onRecvRoomTextMsg",
  "onRecvRoomCustomMsg",
  "leaveRoom",
];

const guide = readFileSync(inRepository("docs/coming-from-rtcroom.md"), "utf8");

/** The code of the guide that is for one reader, in order: "ana", "ben" or "server". */
function codeFor(reader: string): string[] {
  return blocksOf(guide).flatMap((block) => (block.reader === reader ? block.code : []));
}

/** A reader, with the guide's page and its code. */
async function open(harness: CallHarness, reader: string): Promise<Page> {
  const page = await harness.openPage();
  const views = /^```html\n(.*?)^```$/ms.exec(guide)?.[1] ?? "";
  const address = harness.files.addPage(
    `<!doctype html><title>${reader}</title>
<meta name="meshcall-server" content="${harness.signalWorker.url}">${views}
<script>${runnable(codeFor(reader))}</script>`,
  );
  await page.goto(address);
  return page;
}

async function runPart(page: Page): Promise<void> {
  await page.evaluate(async () => void (await window.parts.next()));
}

async function logged(page: Page, count: number): Promise<unknown[][]> {
  await page.waitForFunction((wanted) => window.logged.length >= wanted, count);
  return page.evaluate(() => window.logged);
}

async function seesOther(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const video = document.querySelector<HTMLVideoElement>("#other");
    for (let frame = 0; frame < 5; frame++)
      await new Promise((done) => video?.requestVideoFrameCallback(done));
  });
}

it.each(theirs)("the guide says what `%s` is here", (word) => {
  expect(guide).toMatch(new RegExp(`\\b${word}\\b`));
});

describe("the code of the guide", () => {
  let harness: CallHarness;

  beforeAll(async () => {
    harness = await CallHarness.start();
  });
  afterAll(() => harness?.close());

  it("is a whole call of two people, from the list of rooms to leaving", async () => {
    const [ana, ben] = [await open(harness, "ana"), await open(harness, "ben")];
    await runPart(ana);
    await runPart(ben);
    expect(await logged(ben, 2)).toEqual([
      ["found", 3, 1],
      ["was there", "Ana"],
    ]);
    expect(await logged(ana, 3)).toEqual([
      ["came", "Ben"],
      ["text", "Ben", "Hello, everybody"],
      ["custom", "Ben", "picture", { url: "https://example.com/cat.jpg" }],
    ]);
    await Promise.all([seesOther(ana), seesOther(ben)]);
    for (const page of [ana, ben])
      expect(
        await page.evaluate(() => document.querySelector<HTMLVideoElement>("#preview")?.videoWidth),
      ).toBeGreaterThan(0);
    await runPart(ben);
    expect((await logged(ana, 4)).at(-1)).toEqual(["went", "Ben"]);
  });

  it("on a server signs what opens the room", async () => {
    const [code = ""] = codeFor("server");
    const [line, ...rest] = code.split("\n");
    expect(line).toBe('import { signToken } from "meshcall/server";');
    const run = new Function(
      "signToken",
      "process",
      `return (async () => { ${rest.join("\n")}; return token; })()`,
    );
    const env = {
      ACCOUNT_SID: `AC${"0".repeat(32)}`,
      API_KEY_SID: `SK${"0".repeat(32)}`,
      API_KEY_SECRET: "x".repeat(32),
    };
    const token: unknown = await Reflect.apply(run, undefined, [signToken, { env }]);
    const [, payload = ""] = String(token).split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
      grants: { identity: "ana", name: "Ana", video: { room: "standup" } },
    });
  });
});
