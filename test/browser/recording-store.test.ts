import { afterEach, expect, it } from "vitest";
import type { RecordingSheet } from "../../web/recording/log-info.ts";
import { readSheets, removeRecording, writeSheet } from "../../web/recording/store.ts";

const anybody = { identity: "ana", name: "Ana" };
const sheet: RecordingSheet = {
  version: 1,
  id: "b6a1c0de-0000-4000-8000-000000000001",
  room: "board",
  role: "recorder",
  startedAtMs: 1,
  endedAtMs: 2,
  by: anybody,
  self: { sid: `PA${"a".repeat(32)}`, ...anybody },
  people: [],
  collects: true,
  collected: [],
  clock: null,
};
const writes = 300;

afterEach(() => removeRecording(sheet.id));

it("a recording whose sheet is being written is found whoever looks, and stays", async () => {
  await writeSheet(sheet);
  let isWriting = true;
  let looks = 0;
  const look = async (): Promise<void> => {
    while (isWriting) {
      const found = await readSheets();
      expect(found.map(({ id }) => id)).toEqual([sheet.id]);
      looks++;
    }
  };
  const looking = Promise.all([look(), look()]);
  for (let index = 1; index <= writes; index++) await writeSheet({ ...sheet, endedAtMs: index });
  isWriting = false;
  await looking;
  expect(looks).toBeGreaterThan(0);
  expect(await readSheets()).toEqual([{ ...sheet, endedAtMs: writes }]);
}, 60_000);
