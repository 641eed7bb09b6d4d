import type { RecordingSheet } from "../../web/recording/log-info.ts";
import { recordingOf } from "../../web/recording/recording-of.ts";
import { removeRecording, writeSheet } from "../../web/recording/store.ts";
import { logHead } from "../../web/recording/packet-log.ts";
import { folderOf } from "../../web/recording/thread-wire.ts";
import type { FakeCall } from "../fakes/fake-call.ts";
import { atEnd, openCall, openWith, press, said, shown, until, type Scene } from "./scene.ts";

const id = "00000000-0000-4000-8000-00000000000a";

async function openPanel(): Promise<FakeCall> {
  const { call } = await openWith(2);
  await press("More");
  await press("Record this call");
  await shown("mesh-recording");
  await said("Ask everybody first");
  return call;
}

async function record(): Promise<FakeCall> {
  const call = await openPanel();
  atEnd(() => {
    const { recorded } = recordingOf(call.room);
    void recordingOf(call.room)
      .stop()
      .then(() => (recorded === undefined ? undefined : removeRecording(recorded.id)));
    recordingOf(call.room).stopCollecting();
  });
  await press("Start recording");
  await said("You record this call");
  return call;
}

/** A recording that a crash has cut off, of a day long ago, so that the picture is always the same. */
async function leaveBehind(): Promise<void> {
  const startedAtMs = Date.UTC(2026, 10, 20, 14, 3);
  const sheet: RecordingSheet = {
    version: 1,
    id,
    room: "standup",
    role: "recorder",
    startedAtMs,
    endedAtMs: startedAtMs + 12 * 60_000,
    by: { identity: "me", name: "Anna Berg" },
    self: { sid: "PA1", identity: "me", name: "Anna Berg" },
    people: [],
    collects: true,
    collected: [],
    clock: null,
  };
  await writeSheet(sheet);
  const log = await (await folderOf(id, true)).getFileHandle("mix.log", { create: true });
  const writable = await log.createWritable();
  await writable.write(logHead());
  await writable.write(new Uint8Array(3_400_000));
  await writable.close();
  atEnd(() => void removeRecording(id));
}

function others(asks: boolean): Scene {
  return async () => {
    const { people } = await openWith(2);
    people[0]?.sendMessage("meshcall.recording", { do: "record", id, sinceMs: 65_000, asks, collects: asks });
    await said(asks ? "would like to record" : "records this call");
  };
}

export const recordings: Record<string, Scene> = {
  "recording-before": async () => {
    await openPanel();
  },
  "recording-under-way": async () => {
    await record();
    await said("Has not answered yet");
  },
  "recording-collecting": async () => {
    const call = await record();
    const recorded = await until(() => recordingOf(call.room).recorded, "a recording");
    for (const { sid } of recorded.people) {
      const from = { sid, identity: sid, displayName: "" };
      recordingOf(call.room).heard(
        "meshcall.recording",
        { do: "answer", id: recorded.id, agrees: true },
        from,
        {
          isPrivate: true,
        },
      );
    }
    await press("Stop recording");
    await said("Collecting everybody’s tracks");
  },
  "recording-done": async () => {
    await record();
    await press("Stop recording");
    await said("Your recording is ready");
    await said("A recording of");
  },
  "recording-asked": others(true),
  "recording-told": others(false),
  "recording-refused": async () => {
    await others(true)();
    await press("Leave me out");
    await said("You are not in it");
  },
  "recording-unsaved": async () => {
    await leaveBehind();
    openCall();
    await said("A recording of November 20");
  },
};
