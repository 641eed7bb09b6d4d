import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { clearScene, newCall, openCall, openJoined, openWith, press, said, shown } from "../scenes/scene.ts";
import { Listener } from "./listener.ts";

let listener: Listener;

beforeEach(() => page.viewport(1000, 700));
afterEach(() => {
  listener.close();
  clearScene();
});

/** What has been heard since the last time, when it is this. */
async function expectHeard(...words: string[]): Promise<void> {
  await expect.poll(() => listener.heard).toEqual(words);
  listener.heard.length = 0;
}

test("who comes and goes, once each, in order, whoever comes at the same moment", async () => {
  const call = await openJoined();
  listener = new Listener();
  const [bea] = [call.person("Bea"), call.person("Cleo")];
  await expectHeard("Bea joined", "Cleo joined");
  bea.leave();
  await expectHeard("Bea left");
  const dan = call.person("Dan");
  dan.leave();
  await expectHeard("Dan joined", "Dan left");
});

test("what is written while the chat is closed; by the chat itself while it is open", async () => {
  const { people } = await openWith(1);
  listener = new Listener();
  people[0]?.say("ok");
  people[0]?.say("ok");
  await expectHeard("Tomas Lind: ok", "Tomas Lind: ok");
  await press("Chat");
  await said("ok");
  listener.heard.length = 0;
  people[0]?.say("and now");
  await expect.poll(() => listener.heard.length).toBeGreaterThan(0);
  expect(listener.heard.join()).toMatch(/^Tomas Lind.*and now$/);
  expect(listener.heard).toHaveLength(1);
});

test("who knocks, for a host; and what a host does to one", async () => {
  const { call } = await openWith(1, newCall({ role: "host" }));
  listener = new Listener();
  call.knocks("Cem");
  call.knocks("Cem", "Dora");
  await expectHeard("Cem wants to come in", "Dora wants to come in");
  call.standing({ silenced: { audio: true, video: false } });
  await expectHeard("A host has muted you");
  call.standing({ silenced: { audio: false, video: false } });
  await expectHeard("You can be heard again");
});

test("that one is alone; that there is a screen to look at", async () => {
  openCall();
  await shown("mesh-lobby");
  listener = new Listener();
  await press("Join");
  await expect.poll(() => listener.heard).toContain("Nobody else is here yet");
  listener.close();
  clearScene();
  await openScreen();
});

async function openScreen(): Promise<void> {
  const { people } = await openWith(1);
  listener = new Listener();
  people[0]?.shareScreen();
  await expectHeard("Tomas Lind’s screen");
}

test("what goes wrong, and that it is well again", async () => {
  const call = await openJoined();
  listener = new Listener();
  call.signaling("away");
  await expectHeard("Reconnecting…");
  call.signaling("open");
  await expectHeard("Connected again");
});

test("the call server out of reach is a small matter while somebody is there", async () => {
  const { call } = await openWith(1);
  listener = new Listener();
  call.signaling("away");
  await expectHeard("Call server out of reach. The call goes on.");
  call.signaling("open");
  await expectHeard("Connected again");
});

test("nothing is said for what one does oneself, nor while nothing happens", async () => {
  const { people } = await openWith(2);
  listener = new Listener();
  await press("Microphone");
  await press("Camera");
  people[0]?.speaks(true);
  people[0]?.speaks(false);
  people[1]?.switch("camera", false);
  people[1]?.say("done"); // said when all before has been
  await expectHeard("Mei Tanaka: done");
});
