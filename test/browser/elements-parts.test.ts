import { ContextProvider } from "@lit/context";
import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { chatInboxOf } from "../../web/elements/chat/chat-inbox.ts";
import { mediaOf } from "../../web/elements/devices/call-media.ts";
import { defineParts } from "../../web/elements/call/define-parts.ts";
import { roomContext } from "../../web/elements/room-part/room-context.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import type { Room } from "../../web/room/room.ts";
import { LocalAudioTrack } from "../../web/room/local-media-track.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, expectAccessible, openJoined, meshCall } from "./elements-page.ts";

beforeEach(() => page.viewport(1000, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const log = () => page.getByRole("log", { name: "Messages" });

/** A room that the page has joined by itself, with the devices it has opened. */
async function roomOfPage(): Promise<{ call: FakeCall; room: Room }> {
  const call = new FakeCall();
  provideCallServices(call.services);
  const tracks = await call.services.createLocalTracks({
    audio: { name: "microphone" },
    video: { name: "camera" },
  });
  return { call, room: await call.services.connect("token", { name: "standup", tracks }) };
}

function put<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, room?: Room): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (room !== undefined) Object.assign(element, { room });
  document.body.append(element);
  return element;
}

test("the chat stands alone: writes, receives, and counts nothing while it is open", async () => {
  const { call, room } = await roomOfPage();
  await defineParts();
  const bea = call.person("Bea");
  const chat = chatInboxOf(room);
  bea.say("early");
  await expect.poll(() => chat.unread).toBe(1);
  put("mesh-chat", room);
  await expect.element(log().getByText("early")).toBeVisible();
  await expectAccessible("mesh-chat");
  expect(chat.unread).toBe(0);
  bea.say("late");
  await expect.element(log().getByText("late")).toBeVisible();
  expect(chat.unread).toBe(0);
  await page.getByRole("textbox", { name: "Message" }).fill("hello");
  await userEvent.keyboard("{Enter}");
  await expect.element(log().getByText("hello")).toBeVisible();
  await expect.poll(() => call.sent.filter((wire) => wire.includes('"text":"hello"'))).toHaveLength(1);
  document.querySelector("mesh-chat")?.remove();
  bea.say("later");
  await expect.poll(() => chat.unread).toBe(1);
});

test("two chats of one room show the same", async () => {
  const { call, room } = await roomOfPage();
  await defineParts();
  put("mesh-chat", room);
  put("mesh-chat", room);
  call.person("Bea").say("both");
  await expect.poll(() => page.getByText("both", { exact: true }).elements().length).toBe(2);
});

test("the room comes by context, and a room that the page has set stays", async () => {
  const first = await roomOfPage();
  const second = await roomOfPage();
  await defineParts();
  const provider = document.body.appendChild(document.createElement("section"));
  const context = new ContextProvider(provider, { context: roomContext });
  context.setValue(first.room);
  const given = put("mesh-chat");
  const set = put("mesh-chat", second.room);
  provider.append(given, set);
  expect(given.room).toBe(first.room);
  expect(set.room).toBe(second.room);
  context.setValue(undefined);
  expect(given.room).toBeUndefined();
  expect(set.room).toBe(second.room);
});

test("what stands inside <mesh-call> has its room while there is one", async () => {
  await openJoined();
  await defineParts();
  const chat = document.createElement("mesh-chat");
  meshCall().append(chat);
  expect(chat.room).toBe(meshCall().currentRoom);
  meshCall().leave();
  await expect.poll(() => chat.room).toBeUndefined();
});

test("the devices of a room are those the page publishes; switching them is seen on both sides", async () => {
  const { call, room } = await roomOfPage();
  const media = mediaOf(room);
  expect([media.lookOf("microphone"), media.lookOf("camera")]).toEqual(["on", "on"]);
  const [microphone] = [...room.localParticipant.audioTracks.values()];
  const [camera] = [...room.localParticipant.videoTracks.values()];
  media.toggle("microphone");
  expect(microphone!.track.isEnabled).toBe(false);
  microphone!.track.enable();
  expect(media.lookOf("microphone")).toBe("on");
  microphone!.track.disable();
  expect(media.lookOf("microphone")).toBe("off");
  media.toggle("camera");
  expect(camera!.track.mediaStreamTrack.readyState).toBe("ended");
  media.toggle("camera");
  await expect.poll(() => media.lookOf("camera")).toBe("on");
  await expect.poll(() => camera!.track.mediaStreamTrack.readyState).toBe("live");
  media.toggle("screen");
  await expect.poll(() => media.isSharing).toBe(true);
  expect([...call.published.values()].map(({ info }) => info.name)).toContain("screen");
  media.toggle("screen");
  expect([...call.published.values()].map(({ info }) => info.name)).not.toContain("screen");
  room.disconnect();
  expect(camera!.track.mediaStreamTrack.readyState).toBe("live"); // the page's own
  camera!.track.stop();
});

test("a page that publishes nothing is asked for a device when its button is pressed, not before", async () => {
  const call = new FakeCall();
  provideCallServices(call.services);
  const room = await call.services.connect("token", { name: "standup", tracks: [] });
  const media = mediaOf(room);
  expect(media.lookOf("microphone")).toBe("off");
  expect(call.published.size).toBe(0);
  media.toggle("microphone");
  await expect.poll(() => call.published.size).toBe(1);
  expect(media.lookOf("microphone")).toBe("on");
  const source = [...call.published.values()][0]!.mediaStreamTrack!;
  room.disconnect();
  expect(source.readyState).toBe("ended"); // opened here, given back here
});

test("a track that the page made itself is muted, and replaced when another device is chosen", async () => {
  const call = new FakeCall();
  provideCallServices(call.services);
  const source = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
  const room = await call.services.connect("token", {
    name: "standup",
    tracks: [new LocalAudioTrack(source)],
  });
  const media = mediaOf(room);
  media.toggle("microphone");
  expect(source.enabled).toBe(false);
  media.toggle("microphone");
  expect(source.enabled).toBe(true);
  const other = (await navigator.mediaDevices.enumerateDevices()).find(({ kind }) => kind === "audioinput")!;
  media.choose("microphone", other.deviceId);
  await expect.poll(() => [...call.published.values()][0]?.mediaStreamTrack !== source).toBe(true);
  expect(call.published.size).toBe(1);
  room.disconnect();
});

test("the settings stand alone", async () => {
  const { room } = await roomOfPage();
  await defineParts();
  put("mesh-settings", room);
  await expect.element(page.getByRole("combobox", { name: "Camera" })).toBeVisible();
  await expectAccessible("mesh-settings");
  room.disconnect();
});

test("an invitation copies the address it was given, and says so", async () => {
  await roomOfPage();
  await defineParts();
  const invite = put("mesh-invite");
  invite.setAttribute("url", "?room=standup");
  invite.style.background = "Canvas";
  await expect.element(button("Copy link")).toBeVisible();
  await expectAccessible("mesh-invite");
  let copied = "";
  const { writeText } = navigator.clipboard;
  navigator.clipboard.writeText = async (text) => void (copied = text);
  await button("Copy link").click();
  await expect.element(button("Link copied")).toBeVisible();
  expect(copied).toBe(new URL("?room=standup", location.href).href);
  navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  await button("Link copied").click();
  await expect.element(button("Copy the address of this page")).toBeVisible();
  navigator.clipboard.writeText = writeText;
});
