import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { People, waiting } from "../fakes/people.ts";

let people: People;

beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

describe("emoji for comparing", () => {
  it("are made at the wish of one, and both see the same seven", async () => {
    const [ana, ben] = await people.pair();
    await vi.waitFor(() => expect(ben.room.participants.size).toBe(1), waiting);
    const seen: unknown[] = [];
    ben.room.on("participantVerificationChanged", ({ identity }, emoji) => seen.push([identity, emoji]));
    expect(ana.other("ben").verification).toBeNull();
    const emoji = await ana.other("ben").verify();
    expect(emoji.map(({ symbol }) => symbol).filter(Boolean).length).toBe(7);
    await vi.waitFor(() => expect(seen).toEqual([["ana", emoji]]), waiting);
    expect(ana.other("ben").verification).toEqual(emoji);
    expect(ben.other("ana").verification).toEqual(emoji);
    expect(await ben.other("ana").verify()).toEqual(emoji);
  });

  it("may be asked for by both at once, and without a kernel", async () => {
    const none = Promise.resolve(undefined);
    const [ana, ben] = await people.pair({}, { sealer: none });
    await vi.waitFor(() => expect(ben.room.participants.size).toBe(1), waiting);
    const [first, second] = await Promise.all([ana.other("ben").verify(), ben.other("ana").verify()]);
    expect(first).toEqual(second);
  });

  it("are others for each pair, and gone with the link", async () => {
    const [ana] = await people.pair();
    const cem = await people.join("cem");
    await vi.waitFor(() => expect(cem.room.participants.size).toBe(2), waiting);
    await cem.linked();
    const withBen = await ana.other("ben").verify();
    expect(await ana.other("cem").verify()).not.toEqual(withBen);
    cem.room.disconnect();
    await ana.saw("participantDisconnected cem");
  });

  it("fail with 54015 when the other leaves meanwhile", async () => {
    const never = new Promise<undefined>(() => undefined); // Ben's kernel starts for ever
    const [ana, ben] = await people.pair({}, { sealer: never });
    const comparing = ana.other("ben").verify();
    ben.room.disconnect();
    await expect(comparing).rejects.toMatchObject({ code: 54015 });
  });
});
