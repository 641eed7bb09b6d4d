import { OwnKeys } from "../../web/chat/chat-keys.ts";
import { filesOf } from "../../web/files/files-of.ts";
import { RemoteFile, type RemoteFileFacts } from "../../web/files/remote-file.ts";
import { SharedFile, type SharedFileFacts } from "../../web/files/shared-file.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import type { Room } from "../../web/room/room.ts";
import { ChatPerson } from "../fakes/chat-person.ts";
import { all, atEnd, fill, names, openWith, press, said, shown, submit, until, type Scene } from "./scene.ts";

/** The chat is open, and two others have theirs. */
async function openTwo(): Promise<[ChatPerson, ChatPerson, Room]> {
  const { call, people } = await openWith(2);
  await press("Chat");
  await shown("mesh-chat");
  const [tomas, mei] = await Promise.all(
    [0, 1].map((index) => ChatPerson.of(call, people[index]!, names[index]!)),
  );
  // theirs can be sealed for it once it has shown its key
  await until(() => call.sent.some((wire) => wire.includes('"here"')), "the card of the page");
  return [tomas!, mei!, call.room];
}

/** A file of somebody else's, as far as it is. */
function remoteFile(
  change: Partial<RemoteFileFacts> & { id: string; name: string; sizeBytes: number },
  file?: File,
) {
  const facts: RemoteFileFacts = {
    state: "receiving",
    receivedBytes: 0,
    bytesPerSecond: 0,
    error: null,
    type: file?.type ?? "application/pdf",
    from: { sid: "PA", name: names[0]! },
    isPrivate: false,
    label: undefined,
    ...change,
  };
  const nothing = (): void => undefined;
  return new RemoteFile(facts, {
    accept: nothing,
    pause: nothing,
    resume: nothing,
    cancel: nothing,
    file: async () => file ?? new File([], facts.name),
  });
}

/** A file of one's own, as far as the others have it. */
function ownFile(change: Partial<SharedFileFacts> & { id: string; name: string; sizeBytes: number }) {
  const facts: SharedFileFacts = {
    state: "shared",
    preparedBytes: 0,
    sentBytes: 0,
    error: null,
    type: "application/pdf",
    to: null,
    label: undefined,
    received: new Map(),
    ...change,
  };
  return new SharedFile(new File([], facts.name), facts, () => undefined);
}

/** Files in the chat, each as far as it is. */
async function withFiles(files: readonly (RemoteFile | SharedFile)[]): Promise<void> {
  const [tomas, , room] = await openTwo();
  const known = filesOf(room);
  const find = known.find.bind(known);
  known.find = (id) => files.find((file) => file.id === id) ?? find(id);
  for (const [at, { id, name, sizeBytes, type }] of files.entries()) {
    await tomas.write("", { id, name, sizeBytes, type });
    await until(() => all("mesh-file").length > at, name);
  }
}

/** 32 hex digits. */
const idOf = (digit: number): string => `${digit}`.repeat(32);

async function picture(): Promise<File> {
  const canvas = new OffscreenCanvas(640, 360);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  const sky = context.createLinearGradient(0, 0, 0, 360);
  sky.addColorStop(0, "#6fb7e8");
  sky.addColorStop(1, "#f6d8a8");
  context.fillStyle = sky;
  context.fillRect(0, 0, 640, 360);
  context.fillStyle = "#2f5d50";
  context.beginPath();
  context.ellipse(320, 420, 460, 170, 0, 0, Math.PI * 2);
  context.fill();
  return new File([await canvas.convertToBlob()], "hill.png", { type: "image/png" });
}

/** States of the chat besides those of every call. */
export const chatScenes: Record<string, Scene> = {
  "chat-typing": async () => {
    const [tomas, mei] = await openTwo();
    await tomas.write(
      "Shall we begin? The plan is at https://example.org/plan, questions to plan@example.org",
    );
    await said("Shall we begin?");
    await fill("textarea", "Yes, one moment");
    await submit("textarea");
    await until(() => all(".state").length > 0 || all(".own").length > 0, "the answer");
    tomas.read();
    mei.read();
    await said("Read by everybody");
    mei.typing();
    tomas.typing();
    await said("are typing");
  },
  "chat-private": async () => {
    const [tomas] = await openTwo();
    await tomas.write("Who takes the notes today?");
    await said("Who takes the notes");
    await tomas.whisper("Can you do it? My kitchen is loud.");
    await said("My kitchen is loud");
    const select = await shown("select");
    if (!(select instanceof HTMLSelectElement)) throw new Error("no choice of whom it is for");
    select.selectedIndex = 1;
    select.dispatchEvent(new Event("change"));
    await shown("form.private");
    await fill("textarea", "Of course");
    await submit("textarea");
    await said("Only for Tomas Lind");
  },
  "chat-files": async () => {
    const [tomas, mei, room] = await openTwo();
    const hill = await picture();
    const under = {
      id: "a".repeat(32),
      name: "The whole plan, with all its annexes and figures.pdf",
      sizeBytes: 98_000_000,
    };
    const shown = { id: "b".repeat(32), name: "hill.png", sizeBytes: hill.size };
    const files = filesOf(room);
    const find = files.find.bind(files);
    const fakes = [
      remoteFile({ ...under, receivedBytes: 41_000_000, bytesPerSecond: 3_200_000 }),
      remoteFile({ ...shown, type: "image/png", state: "received", receivedBytes: hill.size }, hill),
    ];
    files.find = (id) => fakes.find((file) => file.id === id) ?? find(id);
    await tomas.write("Here is the plan:");
    await tomas.write("", { ...under, type: "application/pdf" });
    await mei.write("", { ...shown, type: "image/png" });
    await said("The whole plan");
    const input = all("input[type=file]")[0];
    if (!(input instanceof HTMLInputElement)) throw new Error("no way to attach");
    const chosen = new DataTransfer();
    chosen.items.add(new File(["a,b\n1,2\n"], "figures.csv", { type: "text/csv" }));
    input.files = chosen.files;
    input.dispatchEvent(new Event("change"));
    await said("figures.csv");
  },
  "chat-files-under-way": async () => {
    await withFiles([
      remoteFile({ id: idOf(1), name: "holiday.mp4", sizeBytes: 148_000_000, state: "offered" }),
      remoteFile({
        id: idOf(2),
        name: "minutes.docx",
        sizeBytes: 23_400_000,
        state: "waiting",
        receivedBytes: 9_900_000,
      }),
      remoteFile({
        id: idOf(3),
        name: "plans.zip",
        sizeBytes: 62_000_000,
        state: "paused",
        receivedBytes: 31_000_000,
      }),
      ownFile({
        id: idOf(4),
        name: "rehearsal.wav",
        sizeBytes: 84_000_000,
        received: new Map([
          ["PA1", 84_000_000],
          ["PA2", 21_000_000],
          ["PA3", 40_000_000],
        ]),
      }),
      ownFile({
        id: idOf(5),
        name: "all our photos.tar",
        sizeBytes: 140_000_000,
        state: "preparing",
        preparedBytes: 60_000_000,
      }),
    ]);
  },
  "chat-files-troubles": async () => {
    await withFiles([
      remoteFile({
        id: idOf(1),
        name: "backup.img",
        sizeBytes: 4_100_000_000,
        state: "failed",
        error: new MeshcallError(54070),
      }),
      remoteFile({
        id: idOf(2),
        name: "contract.pdf",
        sizeBytes: 340_000,
        state: "failed",
        error: new MeshcallError(54072),
      }),
      remoteFile({
        id: idOf(3),
        name: "film.mkv",
        sizeBytes: 149_000_000,
        state: "paused",
        receivedBytes: 121_000_000,
        error: new MeshcallError(54073),
      }),
      remoteFile({
        id: idOf(4),
        name: "draft.odt",
        sizeBytes: 18_000_000,
        state: "waiting",
        receivedBytes: 2_000_000,
        error: new MeshcallError(54071),
      }),
      remoteFile({
        id: idOf(5),
        name: "wrong one.xyz",
        sizeBytes: 7_000,
        type: "",
        state: "failed",
        error: new MeshcallError(54074),
      }),
      remoteFile({ id: idOf(6), name: "song.flac", sizeBytes: 31_000_000, state: "cancelled" }),
      ownFile({
        id: idOf(7),
        name: "moved.key",
        sizeBytes: 1_000_000,
        state: "failed",
        error: new MeshcallError(54075),
      }),
      ownFile({ id: idOf(8), name: "not this one.key", sizeBytes: 1_000_000, state: "withdrawn" }),
    ]);
  },
  "chat-file-too-large": async () => {
    await openTwo();
    const input = all("input[type=file]")[0];
    if (!(input instanceof HTMLInputElement)) throw new Error("no way to attach");
    const large = new File(["x"], "backup.img");
    Object.defineProperty(large, "size", { value: 4_100_000_000 });
    Object.defineProperty(input, "files", { value: [large], configurable: true });
    input.dispatchEvent(new Event("change"));
    await said("could not be shared");
  },
  "chat-history": async () => {
    const { call, people } = await openWith(2);
    const tomas = await ChatPerson.of(call, people[0]!, names[0]!);
    const amara = await OwnKeys.make(call.room.sid, `PA${"9".repeat(32)}`, "Amara Okafor");
    await tomas.give([
      { by: amara, text: "I have to go at ten. The figures are in the usual place.", minutesAgo: 25, n: 1 },
      { by: tomas.keys, text: "Thanks, Amara! We go on with page two.", minutesAgo: 24, n: 90 },
    ]);
    await press("Chat");
    await said("We go on with page two");
    await tomas.write("Welcome, Anna. We are at page two.");
    await said("Welcome, Anna");
  },
  "chat-kept": async () => {
    atEnd(() => indexedDB.deleteDatabase("meshcall-chat"));
    const [tomas] = await openTwo();
    await tomas.write("This will be here tomorrow.");
    await said("This will be here");
    await press("Chat options");
    const keep = await shown('[role="switch"]:not(:disabled)');
    keep.click();
    await said("Delete what is kept");
  },
};
