import { expect, it } from "vitest";
import { KernelPerson, link } from "./kernel-people.ts";

interface OwnKey {
  kid: number;
  base: Uint8Array<ArrayBuffer>;
}

/** Somebody who seals sound and picture; `own` are their keys, the latest last. */
async function sealing(name: string): Promise<{ person: KernelPerson; own: OwnKey[] }> {
  const person = await KernelPerson.named(name);
  const own: OwnKey[] = [];
  person.streams.sealMedia("seat", (kid, base) => own.push({ kid, base }));
  return { person, own };
}

/** What one knows of another's key under a KID. */
function known(by: KernelPerson, of: KernelPerson, kid: number): Uint8Array | string {
  return by.streams.mediaBase(by.wires.get(of)?.linkId ?? "", kid);
}

it("keys of sound and picture follow who comes and goes", async () => {
  const [ana, ben, cy] = await Promise.all([sealing("ana"), sealing("ben"), sealing("cy")]);
  expect(ana.own.map(({ kid }) => kid)).toEqual([0]);
  expect(known(ben.person, ana.person, 0)).toBe("later");

  await link(ana.person, ben.person);
  const withBen = ana.own.at(-1)!;
  expect(withBen.kid).toBe(1);
  expect(known(ben.person, ana.person, 1)).toEqual(withBen.base);
  expect(known(ben.person, ana.person, 0), "from before they met").toBe("never");
  expect(known(ana.person, ben.person, 1)).toEqual(ben.own.at(-1)!.base);

  await link(cy.person, ana.person);
  const withCy = ana.own.at(-1)!;
  expect(withCy.kid).toBe(2);
  expect(known(ben.person, ana.person, 2), "who was there follows without a word").toEqual(withCy.base);
  expect(known(ben.person, ana.person, 1), "frames under way still open").toEqual(withBen.base);
  expect(known(cy.person, ana.person, 2)).toEqual(withCy.base);
  expect(known(cy.person, ana.person, 1), "who comes has nothing of before").toBe("never");

  cy.person.leave();
  await ana.person.settled();
  const after = ana.own.at(-1)!;
  expect(after.kid).toBe(16);
  expect(known(ben.person, ana.person, 16)).toEqual(after.base);
  expect(known(cy.person, ana.person, 16), "who goes has nothing of after").toBe("later");
  const bases = ana.own.map(({ base }) => base.join());
  expect(new Set(bases).size).toBe(bases.length);
});
