import { expect, test } from "vitest";
import { whyNoPath } from "../../web/mesh/no-path.ts";

const host = "a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host generation 0\r\n";
const relay = "a=candidate:2 1 udp 41885439 198.51.100.7 49160 typ relay raddr 0.0.0.0 rport 0\r\n";
const stun = { urls: "stun:stun.example" };
const turn = { urls: ["turns:turn.example:5349"], username: "u", credential: "c" };

test.each([
  ["no server at all", [], host, host, 54010],
  ["STUN alone", [stun], host, host, 54010],
  ["a relay that gave nothing", [stun, turn], host, host, 54011],
  ["a relay that gave nothing, and relay-only", [turn], "", "", 54011],
  ["an own relay candidate", [turn], host + relay, host, 53405],
  ["a relay candidate of the peer", [], host, host + relay, 53405],
  ["a word that only looks like it", [turn], "a=candidate:1 1 udp 1 typ.relay.example 9 typ host", "", 54011],
] as const)("%s", (_, iceServers, localSdp, remoteSdp, code) => {
  const servers = iceServers.map((server) => ({ ...server, urls: [server.urls].flat() }));
  expect(whyNoPath({ iceServers: servers, localSdp, remoteSdp })).toBe(code);
});
