import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./harness/call-harness.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";
import { LocalTracker } from "./harness/tracker.ts";

declare global {
  interface Window {
    connections: RTCPeerConnection[];
    sdkRoom: import("../../web/index.ts").Room;
  }
}

const roomName = "Quartalsgespräch";

/** A static host, a stock tracker, and no signal-worker anywhere. */
describe("a call through public trackers", () => {
  let files: StaticFiles;
  let browser: Browser;
  const pages: Page[] = [];
  const trackers: LocalTracker[] = [];
  /** Where the pages opened WebSockets to, and what they asked of any server. */
  const sockets = new Set<string>();
  const requests: string[] = [];

  beforeAll(async () => {
    files = await serveStaticFiles();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await files?.stop();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    await Promise.all(trackers.splice(0).map((tracker) => tracker.stop()));
    sockets.clear();
    requests.length = 0;
  });

  async function startTracker(): Promise<LocalTracker> {
    const tracker = await LocalTracker.start();
    trackers.push(tracker);
    return tracker;
  }

  async function openPage(address: string): Promise<Page> {
    const context = await browser.newContext({ permissions: ["camera", "microphone"] });
    const page = await context.newPage();
    pages.push(page);
    page.on("websocket", (socket) => sockets.add(socket.url().replace(/\/$/, "")));
    page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
    await page.addInitScript(() => {
      window.connections = [];
      const Connection = RTCPeerConnection;
      window.RTCPeerConnection = class extends Connection {
        constructor(config?: RTCConfiguration) {
          super(config);
          window.connections.push(this);
        }
      };
    });
    await page.goto(address);
    return page;
  }

  /** One page for everybody. @returns its address, as somebody would type it in: without a secret */
  function tagPage(...urls: string[]): string {
    return files.addPage(`<!doctype html><html lang="en"><title>a page on a static host</title>
<script type="module" src="/elements.js"></script>
<mesh-call room="${roomName}" trackers="${urls.join(" ")}"></mesh-call></html>`);
  }

  async function openLobby(address: string, name: string): Promise<Page> {
    const page = await openPage(address);
    await page.getByRole("textbox").fill(name);
    return page;
  }

  it("two pages meet with one link, call and chat; a third comes; the tracker dies and the call goes on", async () => {
    const tracker = await startTracker();
    const anna = await openLobby(tagPage(tracker.url), "Anna Berg");
    const link = anna.url();
    expect(link).toMatch(/#mesh=[0-9a-f]{32}$/);
    await press(anna, "Join");
    await anna.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    const tomas = await openLobby(link, "Tomas Lind");
    expect(tomas.url()).toBe(link);
    await press(tomas, "Join");
    await Promise.all([picture(anna, "Tomas Lind"), picture(tomas, "Anna Berg")]);
    await chat(tomas, "the sealed words");
    await press(anna, "Chat");
    await anna.getByRole("log").getByText("the sealed words").waitFor();

    const cem = await openLobby(link, "Cem Kaya");
    await press(cem, "Join");
    await Promise.all([picture(cem, "Anna Berg"), picture(cem, "Tomas Lind")]);
    await Promise.all([picture(anna, "Cem Kaya"), picture(tomas, "Cem Kaya")]);
    await expect.poll(() => openLinks(cem)).toBe(2);

    const identities = await Promise.all([anna, tomas, cem].map(identityOf));
    const secret = new URL(link).hash.slice("#mesh=".length);
    const wire = tracker.frames.join("\n");
    expect(wire.split('"sdp"').length).toBeGreaterThan(6);
    const said = ["candidate", "a=", "ufrag", "fingerprint", "127.0.0.1", ".local", "v=0", "sealed words"];
    const names = [roomName, "Anna", "Berg", "Tomas", "Lind", "Cem K", "Kaya", "camera", "microphone"];
    for (const word of [...said, ...names, ...identities, secret]) expect(wire).not.toContain(word);
    expect([...sockets]).toEqual([tracker.url]);
    for (const request of requests) {
      expect(request).toMatch(/^GET (http:\/\/127|blob:|data:)/);
      expect(request).not.toContain(secret);
    }

    await tracker.stop();
    await chat(anna, "still here");
    await tomas.getByText("still here").first().waitFor();
    await Promise.all([picture(anna, "Tomas Lind"), picture(cem, "Anna Berg")]);
    await expect.poll(() => openLinks(anna)).toBe(2);
  });

  it("who comes in the same moment, with one of two trackers dead, ends with one link", async () => {
    const [dead, alive] = [await startTracker(), await startTracker()];
    await dead.stop();
    const anna = await openLobby(tagPage(dead.url, alive.url), "Anna Berg");
    const tomas = await openLobby(anna.url(), "Tomas Lind");
    await Promise.all([press(anna, "Join"), press(tomas, "Join")]);
    await Promise.all([picture(anna, "Tomas Lind"), picture(tomas, "Anna Berg")]);
    // one that was dialled beside it closes
    await expect.poll(() => Promise.all([anna, tomas].map(openLinks))).toEqual([1, 1]);
    expect(await anna.locator("mesh-tile").count()).toBe(2);
  });

  it("another link is another room, though its name is the same", async () => {
    const tracker = await startTracker();
    const address = tagPage(tracker.url);
    const [anna, tomas] = [await openLobby(address, "Anna Berg"), await openLobby(address, "Tomas Lind")];
    expect(anna.url()).not.toBe(tomas.url());
    await press(anna, "Join");
    await anna.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await press(tomas, "Join");
    await tomas.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await expect.poll(() => openLinks(anna)).toBe(0);
  });

  it("says so when no tracker answers", async () => {
    const dead = await startTracker();
    await dead.stop();
    const anna = await openLobby(tagPage(dead.url), "Anna Berg");
    await press(anna, "Join");
    await anna.getByText("Code 54020").waitFor();
    await press(anna, "Try again");
    await anna.getByText("Code 54020").waitFor({ state: "detached" });
  });

  it("a page with the SDK meets a page with the tag; wrong options are told", async () => {
    const tracker = await startTracker();
    const anna = await openLobby(tagPage(tracker.url), "Anna Berg");
    await press(anna, "Join");
    await anna.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    const secret = new URL(anna.url()).hash.slice("#mesh=".length);
    const page = await openPage(files.addPage("<!doctype html><title>a developer's page</title>"));
    // as text: the test runner would rewrite an import in a function
    await page.evaluate("import('/meshcall.js').then((sdk) => { window.sdk = sdk; })");
    const seen = await page.evaluate(
      async ([name, url, shared]) => {
        const { connect, createLocalTracks } = window.sdk;
        const trackers = { urls: [url], secret: shared, identity: "tomas", displayName: "Tomas Lind" };
        const refused = async (wrong: object): Promise<string> => {
          const failing = connect(null, { name, tracks: [], trackers: { ...trackers, ...wrong } });
          return failing.then(
            () => "joined",
            (error: unknown) =>
              error instanceof window.sdk.MeshcallError ? String(error.code) : String(error),
          );
        };
        const wrong = [
          { urls: [] },
          { urls: ["https://tracker.example"] },
          { secret: "short" },
          { identity: "" },
        ];
        const answers = await Promise.all(wrong.map(refused));
        const tracks = await createLocalTracks();
        window.sdkRoom = await connect(null, { name, tracks, trackers, iceServers: [] });
        return answers;
      },
      [roomName, tracker.url, secret] as const,
    );
    for (const answer of seen.slice(0, 3)) expect(answer).toContain("TypeError: Expected `trackers`");
    expect(seen[3]).toBe("53200");
    await picture(anna, "Tomas Lind");
    expect(
      await page.evaluate(() =>
        [...window.sdkRoom.participants.values()].map(({ displayName }) => displayName),
      ),
    ).toEqual(["Anna Berg"]);
    await page.evaluate(() => void window.sdkRoom.disconnect());
    await anna.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
  });
});

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).first().click();
}

async function chat(page: Page, text: string): Promise<void> {
  if ((await page.locator("mesh-chat").count()) === 0) await press(page, "Chat");
  await page.locator("mesh-chat").getByRole("textbox").fill(text);
  await page.keyboard.press("Enter");
}

/** Settles when the tile of `name` shows frames. */
async function picture(page: Page, name: string): Promise<void> {
  const video = page.locator("mesh-tile").filter({ hasText: name }).locator("video");
  await video.waitFor({ state: "visible" });
  await video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("no video");
    for (let frame = 0; frame < 5; frame++) {
      await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
    }
  });
}

function openLinks(page: Page): Promise<number> {
  return page.evaluate(
    () => window.connections.filter(({ connectionState }) => connectionState === "connected").length,
  );
}

function identityOf(page: Page): Promise<string> {
  return page.evaluate(
    () => document.querySelector("mesh-call")?.currentRoom?.localParticipant.identity ?? "nobody",
  );
}
