import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteFile } from "../../web/files/remote-file.ts";
import type { FilePerson } from "../fakes/file-people.ts";
import { FakeDisk, FilePeople } from "../fakes/file-people.ts";

const waiting = { timeout: 20_000, interval: 5 };

let people: FilePeople;
beforeEach(() => {
  people = new FilePeople();
});
afterEach(() => {
  people.close();
  vi.useRealTimers();
});

function fileOf(sizeBytes: number, name = "film.webm", type = "video/webm"): File {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, sizeBytes)));
  return new File([bytes], name, { type });
}

async function offeredTo(person: FilePerson): Promise<RemoteFile> {
  await vi.waitFor(() => expect(person.files.offered).toHaveLength(1), waiting);
  return person.files.offered[0]!;
}

async function bytesOf(file: Blob): Promise<Buffer> {
  return Buffer.from(await file.arrayBuffer());
}

async function expectSame(remote: RemoteFile, file: File): Promise<void> {
  await vi.waitFor(() => expect(remote.state, String(remote.error)).toBe("received"), waiting);
  expect((await bytesOf(await remote.file())).equals(await bytesOf(file))).toBe(true);
}

describe("a file", () => {
  it.each([0, 1, 65_536, 65_537, 3_000_001])("of %i bytes arrives as it was", async (sizeBytes) => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben")];
    const file = fileOf(sizeBytes);
    await ana.files.share(file);
    const remote = await offeredTo(ben);
    await expectSame(remote, file);
    const received = await remote.file();
    expect([received.name, received.type, remote.receivedBytes]).toEqual([
      "film.webm",
      "video/webm",
      sizeBytes,
    ]);
  });

  it("waits for a word when it is large, and says how far it is", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben", { acceptedBytes: 1_000 })];
    const file = fileOf(2_000_000);
    const shared = await ana.files.share(file);
    const remote = await offeredTo(ben);
    expect([remote.state, remote.id, remote.from.name]).toEqual(["offered", shared.id, "Ana"]);
    expect(ana.lines.sentPieceBytes).toBe(0);
    const steps: number[] = [];
    remote.on("changed", () => steps.push(remote.receivedBytes));
    remote.accept();
    await expectSame(remote, file);
    expect(new Set(steps).size).toBeGreaterThan(10);
    await vi.waitFor(() => expect(shared.received.get(ben.sid)).toBe(2_000_000), waiting);
  });

  it("for one is offered to that one alone", async () => {
    const [ana, ben, cleo] = [people.join("Ana"), people.join("Ben"), people.join("Cleo")];
    const file = fileOf(300_000);
    await ana.files.share(file, { to: ben.sid });
    const remote = await offeredTo(ben);
    expect(remote.isPrivate).toBe(true);
    await expectSame(remote, file);
    expect(cleo.files.offered).toEqual([]);
  });

  it("reaches who comes later, also from others when its owner has left", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben")];
    const file = fileOf(2_000_000);
    await ana.files.share(file);
    await expectSame(await offeredTo(ben), file);
    people.leave(ana);
    const late = people.join("Cleo");
    const remote = await offeredTo(late);
    expect(remote.from).toEqual({ sid: ana.sid, name: "Ana" });
    await expectSame(remote, file);
  });

  it("costs its owner little more than one upload, however many receive it", async () => {
    const owner = people.join("Ana");
    const others = ["Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hal", "Ida", "Jo"].map((name) =>
      people.join(name, { acceptedBytes: 0 }),
    );
    const file = fileOf(12_000_000);
    await owner.files.share(file);
    const remotes = await Promise.all(others.map(offeredTo));
    for (const remote of remotes) remote.accept();
    await Promise.all(remotes.map((remote) => expectSame(remote, file)));
    expect(owner.lines.sentPieceBytes / file.size).toBeLessThan(1.3);
  });
});

describe("what breaks", () => {
  it("a link: both go on with what is missing", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben", { acceptedBytes: 0 })];
    const file = fileOf(4_000_000);
    await ana.files.share(file);
    const remote = await offeredTo(ben);
    remote.accept();
    await vi.waitFor(() => expect(remote.receivedBytes).toBeGreaterThan(1_000_000), waiting);
    people.break(ana, ben);
    const before = remote.receivedBytes;
    people.mend(ana, ben);
    await expectSame(remote, file);
    expect(ana.lines.sentPieceBytes).toBeLessThan(file.size + 1_200_000);
    expect(before).toBeLessThan(file.size);
  });

  it("the receiver's page is loaded anew: what it has is not sent again", async () => {
    const disk = new FakeDisk();
    const ana = people.join("Ana");
    const before = people.join("Ben", { acceptedBytes: 0 }, disk);
    const file = fileOf(4_000_000);
    await ana.files.share(file);
    const first = await offeredTo(before);
    first.accept();
    await vi.waitFor(() => expect(first.receivedBytes).toBeGreaterThan(2_000_000), waiting);
    people.leave(before);
    before.files.close();
    const sentBefore = ana.lines.sentPieceBytes;
    const after = people.join("Ben", { acceptedBytes: 0 }, disk);
    await expectSame(await offeredTo(after), file);
    expect(ana.lines.sentPieceBytes - sentBefore).toBeLessThan(2_000_000);
  });

  it("paused: nothing comes until it is resumed", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben", { acceptedBytes: 0 })];
    const file = fileOf(4_000_000);
    await ana.files.share(file);
    const remote = await offeredTo(ben);
    remote.accept();
    await vi.waitFor(() => expect(remote.receivedBytes).toBeGreaterThan(500_000), waiting);
    remote.pause();
    expect([remote.state, remote.error]).toEqual(["paused", null]);
    const at = remote.receivedBytes;
    await ana.files.share(fileOf(10)); // and other files go on
    await vi.waitFor(() => expect(ben.files.offered).toHaveLength(2), waiting);
    expect(remote.receivedBytes).toBeLessThan(at + 1_100_000); // what was on its way
    remote.resume();
    await expectSame(remote, file);
  });

  it("its owner leaves: others who have all of it between them go on", async () => {
    const ana = people.join("Ana");
    const [ben, cleo] = [people.join("Ben", { acceptedBytes: 0 }), people.join("Cleo", { acceptedBytes: 0 })];
    const file = fileOf(6_000_000);
    await ana.files.share(file);
    const [one, other] = await Promise.all([offeredTo(ben), offeredTo(cleo)]);
    one.accept();
    await vi.waitFor(() => expect(one.state).toBe("received"), waiting);
    other.accept();
    people.leave(ana);
    await expectSame(other, file);
  });

  it("its owner leaves and nobody has the rest: it says so, and goes on when somebody does", async () => {
    const ana = people.join("Ana");
    const ben = people.join("Ben", { acceptedBytes: 0 });
    const cleo = people.join("Cleo", { acceptedBytes: 0 });
    const file = fileOf(6_000_000);
    await ana.files.share(file);
    const [remote, other] = await Promise.all([offeredTo(ben), offeredTo(cleo)]);
    people.break(ben, cleo);
    remote.accept();
    other.accept();
    await vi.waitFor(() => expect(remote.receivedBytes).toBeGreaterThan(1_000_000), waiting);
    people.break(ana, ben);
    await vi.waitFor(() => expect([remote.state, remote.error]).toEqual(["waiting", null]), waiting);
    await expectSame(other, file);
    people.leave(ana);
    people.leave(cleo);
    await vi.waitFor(() => expect(remote.error?.code).toBe(54071), waiting);
    expect(remote.error?.remedy).toMatch(/kept/);
    const again = people.come(cleo);
    expect(again.files.offered[0]?.state).toBe("received");
    await expectSame(remote, file);
  });

  it("the disk is full: what is good is kept, and it goes on when there is room", async () => {
    const disk = new FakeDisk();
    disk.roomBytes = 1_500_000;
    const [ana, ben] = [people.join("Ana"), people.join("Ben", { acceptedBytes: 0 }, disk)];
    const file = fileOf(4_000_000);
    await ana.files.share(file);
    const remote = await offeredTo(ben);
    remote.accept();
    await vi.waitFor(() => expect(remote.error?.code).toBe(54073), waiting);
    expect(remote.state).toBe("paused");
    const kept = remote.receivedBytes;
    expect(kept).toBeGreaterThan(1_000_000);
    disk.roomBytes = Infinity;
    const sent = ana.lines.sentPieceBytes;
    remote.resume();
    await expectSame(remote, file);
    expect(ana.lines.sentPieceBytes - sent).toBeLessThan(file.size - kept + 1_100_000);
  });

  it("cancelled: nothing more comes and nothing stays", async () => {
    const disk = new FakeDisk();
    const [ana, ben] = [people.join("Ana"), people.join("Ben", { acceptedBytes: 0 }, disk)];
    await ana.files.share(fileOf(4_000_000));
    const remote = await offeredTo(ben);
    remote.accept();
    await vi.waitFor(() => expect(remote.receivedBytes).toBeGreaterThan(500_000), waiting);
    remote.cancel();
    await expect(remote.file()).rejects.toThrow("Cancelled");
    expect(remote.state).toBe("cancelled");
    await vi.waitFor(() => expect(disk.files.size).toBe(0), waiting);
  });

  it("taken back: who has it keeps it, who has not hears of it", async () => {
    const ana = people.join("Ana");
    const [ben, cleo] = [people.join("Ben"), people.join("Cleo", { acceptedBytes: 0 })];
    const file = fileOf(300_000);
    const shared = await ana.files.share(file);
    const [one, other] = await Promise.all([offeredTo(ben), offeredTo(cleo)]);
    await expectSame(one, file);
    shared.withdraw();
    await vi.waitFor(() => expect(other.error?.code).toBe(54074), waiting);
    expect([one.state, other.state, shared.state]).toEqual(["received", "failed", "withdrawn"]);
  });
});

describe("who is not honest", () => {
  const lies: [string, (data: ArrayBuffer) => ArrayBuffer][] = [
    [
      "a piece that is another",
      (data) => {
        new Uint8Array(data)[100]! ^= 1;
        return data;
      },
    ],
    ["more bytes than were announced", (data) => new Uint8Array([...new Uint8Array(data), 0]).buffer],
    ["fewer", (data) => data.slice(0, -1)],
    [
      "a piece that there is not",
      (data) => {
        new DataView(data).setUint32(17, 4_000);
        return data;
      },
    ],
  ];
  it.each(lies)("%s: is not asked again, and the file comes from others", async (_, lie) => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben")];
    const file = fileOf(3_000_000);
    await ana.files.share(file);
    await expectSame(await offeredTo(ben), file);
    const cleo = people.join("Cleo", { acceptedBytes: 0 });
    const remote = await offeredTo(cleo);
    let lied = 0;
    ben.lines.tamper = (data) => {
      if (typeof data === "string" || data.byteLength < 1_000) return data;
      lied++;
      return lie(data);
    };
    remote.accept();
    await expectSame(remote, file);
    expect(lied).toBeLessThan(40); // a window, and no more
  });

  it("the owner alone gives it, and lies: it fails and says why", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben")];
    ana.lines.tamper = (data) => {
      if (typeof data !== "string" && data.byteLength > 1_000) new Uint8Array(data)[500]! ^= 1;
      return data;
    };
    await ana.files.share(fileOf(300_000));
    const remote = await offeredTo(ben);
    await vi.waitFor(() => expect(remote.error?.code).toBe(54072), waiting);
    await expect(remote.file()).rejects.toMatchObject({
      code: 54072,
      remedy: expect.stringMatching(/again/),
    });
  });

  it("offers what it does not have: others are asked after a while", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben")];
    const file = fileOf(1_000_000);
    await ana.files.share(file);
    await expectSame(await offeredTo(ben), file);
    people.leave(ana);
    const dora = people.join("Dora");
    await expectSame(await offeredTo(dora), file);
    const cleo = people.join("Cleo", { acceptedBytes: 0 });
    ben.lines.tamper = (data) => (typeof data === "string" ? data : undefined);
    const remote = await offeredTo(cleo);
    remote.accept();
    const clock = setInterval(() => (people.laterMs += 2_000), 100);
    try {
      await expectSame(remote, file);
    } finally {
      clearInterval(clock);
    }
  });

  it("too large: it is refused at both ends", async () => {
    const [ana, ben] = [
      people.join("Ana", { largestBytes: 2_000 }),
      people.join("Ben", { largestBytes: 1_000 }),
    ];
    await expect(ana.files.share(fileOf(2_001))).rejects.toMatchObject({ code: 54070 });
    await ana.files.share(fileOf(1_500));
    const remote = await offeredTo(ben);
    expect(remote.state).toBe("offered");
    remote.accept();
    await vi.waitFor(() => expect(remote.error?.code).toBe(54070), waiting);
    remote.accept({ largestBytes: Infinity });
    await vi.waitFor(() => expect(remote.state).toBe("received"), waiting);
  });

  it("its owner cannot read it any more: says so", async () => {
    const [ana, ben] = [people.join("Ana"), people.join("Ben", { acceptedBytes: 0 })];
    const file = fileOf(1_000_000);
    const shared = await ana.files.share(file);
    const remote = await offeredTo(ben);
    vi.spyOn(file, "slice").mockImplementation(() => {
      throw new DOMException("Changed", "NotReadableError");
    });
    remote.accept();
    await vi.waitFor(() => expect(shared.error?.code).toBe(54075), waiting);
    expect(shared.state).toBe("failed");
  });
});
