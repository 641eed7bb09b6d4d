import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { errorOf } from "../../web/room/errors.ts";
import {
  clearPage,
  expectAccessible,
  expectNoOverflow,
  meshCall,
  openJoined,
  words,
} from "./elements-page.ts";

afterEach(async () => {
  clearPage();
  await page.viewport(1024, 768);
});

describe("somebody who is in the call, but cannot be reached", () => {
  test.each([
    [54010, "Cannot reach Bea directly", "no relay"],
    [54011, "Cannot reach Bea", "The relay of this call does not answer or refuses"],
    [53405, "Cannot reach Bea", "does not let the call through"],
  ] as const)(
    "%i: the tile says so, why, and what to do, until there is a path",
    async (code, heading, why) => {
      const call = await openJoined();
      const told: unknown[] = [];
      meshCall().addEventListener("mesh-error", (event) => told.push((event as { error?: unknown }).error));
      const bea = call.person("Bea");
      call.onFact({ fact: "noPath", peerId: "peer1".padEnd(20, "_"), code });
      call.onFact({ fact: "noPath", peerId: "peer1".padEnd(20, "_"), code }); // the next attempt fails like the first
      await expect.element(words(heading).first()).toBeVisible();
      await expect.element(words(why).first()).toBeVisible();
      await expect.element(words(`Code ${code}`)).toBeVisible();
      expect(told).toMatchObject([{ code }]);
      expect([...call.room.participants.values()][0]?.pathError).toMatchObject({ code });
      bea.link("open");
      await expect.element(words(`Code ${code}`)).not.toBeInTheDocument();
      expect([...call.room.participants.values()][0]?.pathError).toBeNull();
    },
  );

  test.each([
    [54077, "This call is sealed, and their page does not seal"],
    [54078, "compare the seven pictures"],
    [54079, "compare the seven pictures"],
  ] as const)(
    "%i: the tile says why it is dark and silent in a sealed call, until it is not",
    async (code, todo) => {
      const call = await openJoined();
      const told: unknown[] = [];
      meshCall().addEventListener("mesh-error", (event) => told.push((event as { error?: unknown }).error));
      const { peerId } = call.person("Bea");
      const [participant] = call.room.participants.values();
      const restored: string[] = [];
      call.room.on("participantSealingRestored", ({ displayName }) => restored.push(`room: ${displayName}`));
      participant?.on("sealingRestored", ({ displayName }) => restored.push(displayName));
      for (const said of [code, null, code, null]) call.onFact({ fact: "sealing", peerId, code: said });
      await errorOf(code); // its text is here
      expect(participant?.sealingError).toBeNull();
      told.length = restored.length = 0;
      call.onFact({ fact: "sealing", peerId, code });
      await expect.element(words("Cannot see or hear Bea").first()).toBeVisible();
      await expect.element(words(todo).first()).toBeVisible();
      await expect.element(words(`Code ${code}`)).toBeVisible();
      expect(told).toMatchObject([{ code }]);
      expect(participant?.sealingError).toMatchObject({ code });
      await expectAccessible();
      call.onFact({ fact: "sealing", peerId, code: null });
      await expect.element(words(`Code ${code}`)).not.toBeInTheDocument();
      call.onFact({ fact: "sealing", peerId, code: null });
      expect(restored.toSorted()).toEqual(["Bea", "room: Bea"]);
    },
  );

  test("of data tracks that do not open a tile says nothing", async () => {
    const call = await openJoined();
    const { peerId } = call.person("Bea");
    const failed = Promise.withResolvers<void>();
    call.room.on("participantSealingFailed", () => failed.resolve());
    call.onFact({ fact: "sealing", peerId, code: 54013 });
    await failed.promise;
    await meshCall().updateComplete;
    await expect.element(words("Cannot see or hear Bea")).not.toBeInTheDocument();
  });

  test("room and participant tell once, and again when there is a path", async () => {
    const call = await openJoined();
    const events: string[] = [];
    call.room.on("participantUnreachable", ({ displayName }, { code }) =>
      events.push(`room: no ${displayName} ${code}`),
    );
    call.room.on("participantReachable", ({ displayName }) => events.push(`room: ${displayName}`));
    const bea = call.person("Bea");
    const [participant] = call.room.participants.values();
    participant?.on("unreachable", ({ code }) => events.push(`no ${code}`));
    participant?.on("reachable", () => events.push("yes"));
    call.onFact({ fact: "noPath", peerId: "peer1".padEnd(20, "_"), code: 54011 });
    call.onFact({ fact: "noPath", peerId: "peer1".padEnd(20, "_"), code: 54011 });
    bea.link("open");
    bea.link("open");
    expect(events).toEqual(["room: no Bea 54011", "no 54011", "room: Bea", "yes"]);
  });

  test.each([
    [1024, 768],
    [375, 667],
    [280, 480],
  ])("fits at %i x %i, and can be read", async (width, height) => {
    await page.viewport(width, height);
    const call = await openJoined();
    call.person("Bea");
    call.onFact({ fact: "noPath", peerId: "peer1".padEnd(20, "_"), code: 54010 });
    await expect.element(words("Cannot reach Bea directly").first()).toBeVisible();
    await expectNoOverflow();
    await expectAccessible();
  });
});
