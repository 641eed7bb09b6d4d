import { describe, expect, it } from "vitest";
import { LastN } from "../../web/room/last-n.ts";
import { usualProfile } from "../../web/room/video-profile.ts";
import { wishFor, type WishReasons } from "../../web/room/video-wish.ts";

const people = ["a", "b", "c", "d", "e", "f"];
const none = new Set<string>();

function chosen(lastN: LastN<string>, atMs: number, given: Partial<Record<string, string[]>> = {}): string {
  const all = given["people"] ?? people;
  const { chosen: found } = lastN.choose(
    all,
    given["latest"] ?? [],
    new Set(given["showing"] ?? all),
    new Set(given["pinned"] ?? none),
    atMs,
  );
  return [...found].toSorted().join("");
}

describe("whose video is received", () => {
  it("everybody's below five people, whatever the number", () => {
    expect(chosen(new LastN<string>(2), 0, { people: ["a", "b", "c"] })).toBe("abc");
    expect(chosen(new LastN<string>(2), 0, { people: ["a", "b", "c", "d"] })).toBe("ab");
  });

  it("the first ones' while nobody has spoken, then the latest speakers'", () => {
    const lastN = new LastN<string>(3);
    expect(chosen(lastN, 0)).toBe("abc");
    expect(chosen(lastN, 10_000, { latest: ["e"] })).toBe("abce"); // c stays for a moment
    expect(chosen(lastN, 12_100, { latest: ["e"] })).toBe("abe");
  });

  it("two who talk in turn switch nothing off and on again", () => {
    const lastN = new LastN<string>(1);
    chosen(lastN, 0, { latest: ["a"] });
    for (let atMs = 500; atMs < 10_000; atMs += 500) {
      const turn = chosen(lastN, atMs, { latest: (atMs / 500) % 2 === 0 ? ["a", "b"] : ["b", "a"] });
      expect(turn).toBe("ab");
    }
  });

  it("says when the time of those who fall out is over", () => {
    const lastN = new LastN<string>(1);
    lastN.choose(people, ["a"], new Set(people), none, 0);
    expect(lastN.choose(people, ["b"], new Set(people), none, 1_000).againAtMs).toBe(3_000);
    expect(lastN.choose(people, ["b"], new Set(people), none, 3_000)).toEqual({
      chosen: new Set(["b"]),
      againAtMs: Infinity,
    });
  });

  it("pinned ones' besides, and nobody's whose camera is off", () => {
    const lastN = new LastN<string>(2);
    expect(chosen(lastN, 0, { pinned: ["f"] })).toBe("abf");
    expect(chosen(lastN, 9_000, { showing: ["b", "d", "e"], latest: ["a"] })).toBe("bd");
  });

  it("who fell out of the fifth person's room lingers too", () => {
    const lastN = new LastN<string>(2);
    chosen(lastN, 0, { people: ["a", "b", "c"] });
    expect(chosen(lastN, 100)).toBe("abc");
    expect(chosen(lastN, 2_200)).toBe("ab");
  });
});

describe("what is asked of a sender", () => {
  const tile = { widthPx: 640, heightPx: 360 };
  const usual: WishReasons = {
    tile,
    chosen: true,
    rank: 0,
    switched: null,
    render: null,
    priority: null,
    profile: usualProfile,
    mostPixels: Infinity,
    watching: null,
  };
  const nothing = { widthPx: 0, heightPx: 0, priority: 0 };

  it.each<[string, Partial<WishReasons>, ReturnType<typeof wishFor>]>([
    ["the tile's size", {}, { ...tile, priority: 0 }],
    ["nothing yet, before the tile is known", { tile: undefined }, undefined],
    ["nothing of who is not chosen, tile or no tile", { chosen: false, tile: undefined }, nothing],
    ["nothing of what is switched off", { switched: "off" }, nothing],
    ["what is switched on, though not chosen", { chosen: false, switched: "on" }, { ...tile, priority: 0 }],
    [
      "what is switched on and on no page, at the usual size",
      { tile: { widthPx: 0, heightPx: 0 }, switched: "on" },
      { widthPx: 1280, heightPx: 720, priority: 0 },
    ],
    [
      "the size that the page names",
      { render: { widthPx: 99.6, heightPx: 50 } },
      { widthPx: 100, heightPx: 50, priority: 0 },
    ],
    ["a speaker's before others'", { rank: 1 }, { ...tile, priority: 1 }],
    ["a pinned one's before all", { rank: 1, priority: "high" }, { ...tile, priority: 3 }],
    [
      "little of what has low priority",
      { rank: 1, priority: "low" },
      { widthPx: 320, heightPx: 180, priority: 0 },
    ],
  ])("%s", (_, reasons, wish) => {
    expect(wishFor({ ...usual, ...reasons })).toEqual(wish);
  });
});
