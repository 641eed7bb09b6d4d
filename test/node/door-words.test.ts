import { expect, test } from "vitest";
import { hashAddress, hashInvitation, hintOf, newInvitation } from "../../signal-worker/src/door/digests.ts";
import { networkOf } from "../../signal-worker/src/door/network-address.ts";
import { hashPassword, isPassword } from "../../signal-worker/src/door/passwords.ts";
import { parseProtocols } from "../../signal-worker/src/door/protocols.ts";
import { cryptoRandom } from "../../signal-worker/src/ids.ts";
import { guessesKeptMs, spendGuess, type GuessBudgets } from "../../signal-worker/src/room/guesses.ts";

const base64url = (text: string) => Buffer.from(text).toString("base64url");

test("a password is known again by its hash, and by no other", async () => {
  const kept = await hashPassword("Käse 1234", cryptoRandom);
  expect(kept).not.toContain("1234");
  expect(await isPassword("Käse 1234", kept)).toBe(true);
  expect(await isPassword("Käse 1234", kept)).toBe(true);
  expect(await isPassword("Käse 1235", kept)).toBe(false);
  expect(await isPassword("", kept)).toBe(false);
  expect(await hashPassword("Käse 1234", cryptoRandom)).not.toBe(kept);
});

test.each(["", "1234", "pbkdf2-sha256:0:aa:bb", "pbkdf2-sha256:900000000:aa:bb", "md5:1:aa:bb"])(
  "%j is nobody's hash",
  async (kept) => {
    expect(await isPassword("1234", kept)).toBe(false);
  },
);

test("an invitation and an address are other digests in each room", async () => {
  expect(await hashInvitation("x", "a")).toBe(await hashInvitation("x", "a"));
  expect(await hashInvitation("x", "a")).not.toBe(await hashInvitation("x", "b"));
  expect(await hashInvitation("x", "a")).not.toBe(await hashAddress("x", "a"));
  const [one, other] = [newInvitation(cryptoRandom), newInvitation(cryptoRandom)];
  expect(one).toMatch(/^[\w-]{22}$/);
  expect(one).not.toBe(other);
  expect(one.startsWith(hintOf(one))).toBe(true);
  expect(hintOf("short")).toBe("");
});

test.each([
  ["192.0.2.7", "192.0.2.7"],
  [" 10.0.0.1, 192.0.2.7 ", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:DB8:0:1:aaaa::1", "2001:db8:0:1"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:0db8:0000:0001:ffff:ffff:ffff:ffff", "2001:db8:0:1"],
  ["::1", "0:0:0:0"],
  ["64:ff9b::192.0.2.7", "64:ff9b:0:0"],
  [undefined, ""],
  ["", ""],
  ["unknown", ""],
  ["a".repeat(99), ""],
])("of %j the network is %j", (value, network) => {
  expect(networkOf(value)).toBe(network);
});

test("a page's subprotocols", () => {
  const header = [
    "meshcall.1",
    "token.a.b.c",
    `pin.${base64url("Käse, 12")}`,
    `invitation.${base64url("?&=")}`,
    `private-id.${base64url("abc")}`,
    "role.attendee",
    "passive",
  ].join(", ");
  expect(parseProtocols(header)).toEqual({
    token: "a.b.c",
    session: undefined,
    pin: "Käse, 12",
    invitation: "?&=",
    privateId: "abc",
    role: "attendee",
    isPassive: true,
  });
  expect(parseProtocols("token.a")).toBeUndefined();
});

test.each(["pin.", "pin.%", "pin.gA", "pin.a", "role.boss", `pin.${base64url("1".repeat(129))}`])(
  "%s is no subprotocol of ours",
  (one) => {
    expect(parseProtocols(`meshcall.1, token.a, ${one}`)).toBeUndefined();
  },
);

test("wrong guesses: five of an address, thirty of all, then one a minute and six", () => {
  let budgets: GuessBudgets = { address: undefined, room: undefined };
  const wrong = (nowMs: number) => {
    const left = spendGuess(budgets, nowMs);
    if (left !== undefined) budgets = left;
    return left !== undefined;
  };
  expect(Array.from({ length: 7 }, () => wrong(0))).toEqual([true, true, true, true, true, false, false]);
  expect([wrong(59_000), wrong(60_000), wrong(60_001)]).toEqual([false, true, false]);

  budgets = { address: undefined, room: undefined };
  const ofMany = Array.from({ length: 40 }, () => {
    budgets = { ...budgets, address: undefined };
    return wrong(0);
  });
  expect(ofMany.filter(Boolean)).toHaveLength(30);
  budgets = { ...budgets, address: undefined };
  expect([wrong(9_999), wrong(10_000)]).toEqual([false, true]);
  expect(guessesKeptMs).toBeGreaterThanOrEqual(300_000);
});
