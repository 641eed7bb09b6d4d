import { afterEach, describe, expect, it, vi } from "vitest";
import { begin, KernelPerson, link, roomOf, settle, tryAll, wire } from "./kernel-people.ts";
import { seeded } from "./seeded.ts";
import { sealMessage } from "./stream-pair.ts";

type People = [KernelPerson, KernelPerson, KernelPerson];

const kidOf = (frame: Uint8Array): number => (frame[0]! < 0x80 ? frame[0]! >> 4 : frame[1]!);

afterEach(() => {
  vi.useRealTimers();
});

describe("one key for each sender", () => {
  it("seals a message once, and everybody in the room reads the same frame", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("hello");
    ben.say("hi");
    expect(ana.frames.length).toBe(1);
    expect(ben.heard).toEqual(["ana: hello"]);
    expect(cy.heard).toEqual(["ana: hello", "ben: hi"]);
    expect(ana.heard).toEqual(["ben: hi"]);
  });

  it("gives each track a key of its own", async () => {
    const [ana, ben] = (await roomOf(["ana", "ben"])) as People;
    const other = ana.streams.openSending("seat", "MT" + "f".repeat(32));
    const [frame] = sealMessage(ana.streams, other, "text", Uint8Array.of(65));
    ana.say("hello");
    expect(tryAll(ben, ana, [frame!])).toEqual(["dropped"]);
    expect(ben.heard).toEqual(["ana: hello"]);
  });

  it("delivers what was said while a link was being made, and only that", async () => {
    const ana = await KernelPerson.named("ana");
    const ben = await KernelPerson.named("ben");
    await link(ana, ben);
    ana.say("before");
    const cy = await KernelPerson.named("cy");
    const agree = begin(cy, ana);
    ana.say("during");
    expect(cy.heard).toEqual([]);
    await agree();
    ana.say("after");
    expect(cy.heard).toEqual(["ana: during", "ana: after"]);
    expect(ben.heard).toEqual(["ana: before", "ana: during", "ana: after"]);
  });

  it("may be withheld from somebody and given again, though a key overtakes nothing", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("1");
    for (const round of [2, 4]) {
      wire(ana, cy).withhold(true);
      ana.say(`${round}`);
      wire(ana, cy).withhold(false);
      wire(ana, cy).hold("keys");
      ana.say(`${round + 1}`);
      wire(ana, cy).release("keys");
      await settle([ana]);
    }
    ben.leave(); // the key changes
    ana.say("6");
    await settle([ana]);
    expect(cy.heard).toEqual(["ana: 1", "ana: 3", "ana: 5", "ana: 6"]);
  });

  it("may be said to somebody for the first time long after the link was made", async () => {
    const [ana, ben] = (await roomOf(["ana", "ben"])) as People;
    ana.say("1");
    const cy = await KernelPerson.named("cy");
    await link(cy, ana, { late: true });
    wire(ana, cy).hold("keys");
    ana.say("2");
    ana.say("3");
    expect(cy.heard).toEqual([]);
    wire(ana, cy).release("keys");
    await settle([ana]);
    expect(cy.heard).toEqual(["ana: 2", "ana: 3"]);
    expect(ben.heard).toEqual(["ana: 1", "ana: 2", "ana: 3"]);
  });

  it("goes on over a link that is made anew, and nothing from before is taken there again", async () => {
    const [ana, ben] = (await roomOf(["ana", "ben"])) as People;
    ana.say("one");
    ana.say("two");
    wire(ana, ben).cut();
    wire(ben, ana).cut();
    ana.streams.dropLink(wire(ana, ben).linkId);
    ben.streams.dropLink(wire(ben, ana).linkId);
    await link(ben, ana);
    ana.say("three");
    expect(tryAll(ben, ana, ana.frames)).toEqual(["dropped", "dropped", "dropped"]);
    expect(ben.heard).toEqual(["ana: one", "ana: two", "ana: three"]);
  });
});

describe("who comes in", () => {
  it("opens nothing that was sent before, and those who are in need not be told of the change", async () => {
    const [ana, ben] = (await roomOf(["ana", "ben"])) as People;
    for (let count = 0; count < 20; count++) ana.say(`secret ${count}`);
    const before = ana.frames.slice();
    const told = ana.keyMessages;
    const cy = await KernelPerson.named("cy");
    await link(cy, ana);
    ana.say("welcome");
    expect(ana.keyMessages - told).toBe(1); // Cy alone
    expect(cy.heard).toEqual(["ana: welcome"]);
    expect(new Set(tryAll(cy, ana, before))).toEqual(new Set(["dropped"]));
    expect(ben.heard.length).toBe(21);
    expect(kidOf(ana.frames.at(-1)!)).toBe(kidOf(before[0]!) + 1);
  });

  it("may be the fiftieth", async () => {
    const [ana, ben] = (await roomOf(["ana", "ben"])) as People;
    for (let count = 0; count < 50; count++) {
      ana.say(`${count}`);
      const guest = await KernelPerson.named(`guest ${count}`);
      await link(guest, ana);
      ana.say("welcome");
      expect(guest.heard).toEqual(["ana: welcome"]);
    }
    await settle([ana, ben]);
    expect(ben.heard.length).toBe(100);
    expect(new Set(ana.frames.map((frame) => frame.join())).size).toBe(100);
  });
});

describe("who leaves", () => {
  it("opens nothing that is sent after, and the others do", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("all");
    const anaToCy = wire(cy, ana);
    expect(cy.heard).toEqual(["ana: all"]);
    cy.heard.length = 0;
    // Cy keeps their kernel and whatever it knows.
    for (const other of [ana, ben]) {
      wire(other, cy).cut();
      other.streams.dropLink(wire(other, cy).linkId);
      other.wires.delete(cy);
    }
    ana.say("between us");
    ben.say("yes");
    await settle([ana, ben]);
    expect(ben.heard).toEqual(["ana: all", "ana: between us"]);
    expect(ana.heard).toEqual(["ben: yes"]);
    for (const frame of ana.frames.slice(1)) anaToCy.open(frame);
    expect(cy.heard).toEqual([]);
    expect(kidOf(ana.frames.at(-1)!)).toBe(16);
  });

  it("tells nobody a new key", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    const told = ana.keyMessages;
    ana.streams.closeSeat("seat");
    expect(ana.keyMessages).toBe(told);
    ana.leave();
    ben.say("just us");
    await settle([ben, cy]);
    expect(cy.heard).toEqual(["ben: just us"]);
  });

  it("leaves frames that overtake the new key readable, in order", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("1");
    wire(ana, ben).hold("keys");
    cy.leave();
    for (const text of ["2", "3", "4"]) ana.say(text);
    expect(ben.heard).toEqual(["ana: 1"]);
    wire(ana, ben).release("keys");
    await settle([ana]);
    ana.say("5");
    expect(ben.heard).toEqual(["ana: 1", "ana: 2", "ana: 3", "ana: 4", "ana: 5"]);
  });

  it("leaves frames under way readable: on an ordered track however late", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    ana.say("1");
    wire(ana, ben).hold("frames");
    ana.say("2");
    vi.useFakeTimers();
    cy.leave();
    await settle([ana]);
    ana.say("3");
    await vi.advanceTimersByTimeAsync(60_000);
    wire(ana, ben).release("frames");
    expect(ben.heard).toEqual(["ana: 1", "ana: 2", "ana: 3"]);
  });

  it("leaves frames under way readable for 2 s on others, in any order, and then the key is gone", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"], { ordered: false })) as People;
    wire(ana, ben).hold("frames");
    for (const text of ["1", "2", "3"]) ana.say(text);
    vi.useFakeTimers();
    cy.leave();
    await settle([ana]);
    ana.say("4");
    const held = wire(ana, ben).held.get("frames")!;
    const [first, second, third, fourth] = held.splice(0);
    wire(ben, ana).open(fourth!);
    wire(ben, ana).open(second!);
    await vi.advanceTimersByTimeAsync(1_900);
    wire(ben, ana).open(first!);
    expect(ben.heard).toEqual(["ana: 4", "ana: 2", "ana: 1"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(tryAll(ben, ana, [third!, fourth!, second!])).toEqual(["dropped", "dropped", "dropped"]);
  });

  it("and the page is slow to open the stream of somebody who talked before: all of it is read", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    wire(ben, ana).close();
    wire(ana, ben).hold("frames");
    ana.say("1");
    vi.useFakeTimers();
    cy.leave();
    await settle([ana]);
    ana.say("2");
    await vi.advanceTimersByTimeAsync(20_000);
    wire(ben, ana).receive(true);
    wire(ana, ben).release("frames");
    expect(ben.heard).toEqual(["ana: 1", "ana: 2"]);
  });

  it("and comes back between the changes of a link that is still being made", async () => {
    const [ana, ben, cy] = (await roomOf(["ana", "ben", "cy"])) as People;
    const dee = await KernelPerson.named("dee");
    const agree = begin(dee, ana);
    ana.say("1");
    cy.leave();
    ana.say("2");
    await link(cy, ana);
    ana.say("3");
    cy.leave();
    ana.say("4");
    await agree();
    ana.say("5");
    await settle([ana]);
    const all = ["ana: 1", "ana: 2", "ana: 3", "ana: 4", "ana: 5"];
    expect(dee.heard).toEqual(all);
    expect(ben.heard).toEqual(all);
    expect(cy.heard).toEqual(["ana: 1", "ana: 3"]);
  });
});

describe("a storm", () => {
  it("of ten who come, leave and talk at once ends with everybody reading everybody", async () => {
    const seed = `storm ${Date.now()}`;
    const random = seeded(seed);
    const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
    const inside = new Set<KernelPerson>();
    const joining: Promise<void>[] = [];
    for (let round = 0; round < 120 || inside.size < 3; round++) {
      const people = [...inside];
      const someone = people[random.integer(people.length || 1)];
      if (someone !== undefined && random.integer(3) === 0) {
        inside.delete(someone);
        someone.leave();
      } else if (people.length < names.length) {
        const newcomer = await KernelPerson.named(`${names[random.integer(10)]} ${round}`);
        const agreements = people.map((other) => {
          const chance = () => random.integer(2) === 0;
          return begin(newcomer, other, { ordered: chance(), late: chance() });
        });
        inside.add(newcomer);
        // some agree at once, some while others come and go
        for (const agree of agreements) joining.push(agree().catch(() => undefined)); // who left meanwhile
      }
      for (const person of inside) if (random.integer(2) === 0) person.say(`round ${round}`);
      if (random.integer(4) === 0) await Promise.all(joining);
    }
    await Promise.all(joining);
    const people = [...inside];
    await settle(people);
    for (const person of people) person.heard.length = 0;
    for (const person of people) person.say("still there?");
    await settle(people);
    for (const person of people) {
      const others = people.filter((other) => other !== person).map(({ name }) => `${name}: still there?`);
      expect(person.heard.toSorted(), `${seed}, ${person.name}`).toEqual(others.toSorted());
    }
    expect(people.length, seed).toBeGreaterThan(2);
  });
});

describe("whatever the pace of keys and frames", () => {
  it("everybody reads what is said while a guest comes, and after each has seen them go", async () => {
    const seed = `pace ${Date.now()}`;
    const random = seeded(seed);
    const pace = async () => {
      for (let turns = random.integer(6); turns > 0; turns--) await new Promise((turn) => setImmediate(turn));
    };
    const stay = await roomOf(["ana", "ben", "cem", "dua"], { pace, late: true });
    const allRead = async (people: KernelPerson[], text: string) => {
      await settle(people);
      for (const person of people)
        for (const other of people)
          if (other !== person) expect(person.heard, seed).toContain(`${other.name}: ${text}`);
    };
    for (let round = 0; round < 30; round++) {
      const guest = await KernelPerson.named(`guest ${round}`);
      const everybody = [...stay, guest];
      const agreements = stay.map((other) => begin(guest, other, { pace, late: random.integer(2) === 0 }));
      for (const person of everybody) person.say(`early ${round}`);
      const agreed = Promise.all(
        agreements.map(async (agree) => {
          await pace();
          await agree();
        }),
      );
      for (const person of everybody) person.say(`hello ${round}`);
      await agreed;
      await allRead(everybody, `early ${round}`);
      await allRead(everybody, `hello ${round}`);
      for (const person of stay) {
        const { linkId } = wire(person, guest);
        person.wires.delete(guest);
        person.streams.dropLink(linkId);
        person.say(`after ${round}`);
        await pace();
      }
      await allRead(stay, `after ${round}`);
    }
  });
});
