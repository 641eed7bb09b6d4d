import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { build, preview, type Plugin, type PreviewServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessToken } from "../../server/access-token.ts";
import { inRepository } from "../../scripts/repository.ts";
import { launchChromium } from "./harness/call-harness.ts";
import { freePort, SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles } from "./harness/static-files.ts";

/** Of development, as signal-worker/src/env.ts has it. */
const account = {
  sid: `AC${"0".repeat(32)}`,
  keySid: `SK${"0".repeat(32)}`,
  secret: "meshcall development secret, known to everybody",
};

/** The application's own server: its page, its tokens, and the signal-worker at the same address. */
const tokens: Plugin = {
  name: "test:tokens",
  configurePreviewServer({ middlewares }) {
    middlewares.use("/token", (request, response) => {
      const query = new URL(request.url ?? "", "http://app").searchParams;
      const token = new AccessToken(account.sid, account.keySid, account.secret, {
        identity: query.get("identity") ?? "",
      });
      token.addGrant(new AccessToken.VideoGrant({ room: query.get("room") ?? "" }));
      void token.toJwt().then((jwt) => response.end(JSON.stringify({ token: jwt })));
    });
  },
};

const outDir = mkdtempSync(join(tmpdir(), "meshcall-quickstart-"));
let signalWorker: SignalWorker;
let server: PreviewServer;
let address: string;
const browsers: Browser[] = [];

beforeAll(async () => {
  await build({
    configFile: false,
    root: inRepository("test/fixtures/quickstart"),
    logLevel: "error",
    resolve: { alias: { "twilio-video": inRepository("dist/meshcall.js") } },
    build: { outDir, emptyOutDir: true },
  });
  signalWorker = await SignalWorker.start();
  const port = await freePort();
  address = `http://127.0.0.1:${port}/`;
  server = await preview({
    configFile: false,
    root: outDir,
    logLevel: "error",
    plugins: [tokens],
    build: { outDir },
    preview: {
      host: "127.0.0.1",
      port,
      strictPort: true,
      proxy: { "/rooms": { target: signalWorker.url, ws: true } },
    },
  });
});
afterAll(async () => {
  await Promise.allSettled(browsers.map((browser) => browser.close()));
  await server?.close();
  await signalWorker?.stop();
  rmSync(outDir, { recursive: true, force: true });
});

async function open(identity: string, voice: "en" | "fr"): Promise<Page> {
  const browser = await launchChromium(voice);
  browsers.push(browser);
  const page = await (await browser.newContext({ permissions: ["camera", "microphone"] })).newPage();
  await page.goto(address);
  await page.locator("#preview video").waitFor();
  await page.fill("#identity", identity);
  await page.fill("#room", "standup");
  await page.click("#lobby button");
  return page;
}

describe("an application written for twilio-video, with nothing changed but the alias", () => {
  it("calls, chats, mutes, shows who speaks and how the network is, and leaves", async () => {
    const ana = await open("ana", "en");
    await ana.getByText("connected as ana").waitFor();
    const ben = await open("ben", "fr");
    for (const [page, other] of [
      [ana, "ben"],
      [ben, "ana"],
    ] as const) {
      await page.locator(`#tile-${other}.video-started.audio-started`).waitFor();
      await page.waitForFunction((id) => {
        const video = document.querySelector<HTMLVideoElement>(`#${id} video`);
        return video !== null && video.videoWidth > 0 && video.currentTime > 0;
      }, `tile-${other}`);
      await page.locator(`#tile-${other}[data-quality="5"], #tile-${other}[data-quality="4"]`).waitFor();
      await page.locator(`#tile-${other}.speaks`).waitFor();
    }
    await ana.locator("#tile-ana[data-quality]").waitFor();

    await ana.fill("#message", "hello ben");
    await ana.click("#send");
    await ben.locator("#log li", { hasText: "hello ben" }).waitFor();

    await ana.click("#mute");
    await ben.getByText("ana switched audio off").waitFor();
    await ana.click("#mute");
    await ben.getByText("ana switched audio on").waitFor();
    await ana.click("#camera");
    await ben.locator("#tile-ana video").waitFor({ state: "detached" });

    await ana.click("#leave");
    await ana.locator("#status", { hasText: /^disconnected$/ }).waitFor();
    await ben.getByText("ana is gone").waitFor();
    expect(await ben.locator("#tile-ana").count()).toBe(0);
    await ben.close();
  });

  it("finds the classic script where Twilio's puts itself", async () => {
    const files = await serveStaticFiles();
    try {
      const browser = await launchChromium();
      browsers.push(browser);
      const page = await browser.newPage();
      const script = `<script src="/meshcall.cdn.js" data-global="Twilio.Video"></script>`;
      await page.goto(files.addPage(`<!doctype html><title>A page</title>${script}`));
      const found = await page.evaluate(() => {
        const { Video } = Reflect.get(globalThis, "Twilio") as { Video: typeof import("../../web/index.ts") };
        const meshcall = Reflect.get(globalThis, "Meshcall") as typeof Video;
        return [
          Video.isSupported,
          Video.connect === meshcall.connect,
          typeof new Video.LocalDataTrack().send,
        ];
      });
      expect(found).toEqual([true, true, "function"]);
    } finally {
      await files.stop();
    }
  });

  it("is told in Twilio's words why it cannot come in", async () => {
    await open("cora", "en");
    await open("dora", "fr");
    const late = await open("eve", "en");
    await late.getByText("53105: Room contains too many Participants").waitFor();
  });
});
