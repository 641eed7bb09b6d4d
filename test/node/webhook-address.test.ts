import { describe, expect, test } from "vitest";
import { callbackAddress, shownAddress } from "../../signal-worker/src/webhooks/callback-address.ts";

describe("outside development", () => {
  test.each([
    "https://example.com/hook",
    "https://example.com:8443/hook?tenant=7",
    "https://me:secret@example.com/",
    "https://8.8.8.8/",
    "https://172.32.0.1/",
    "https://[2606:4700::1111]/",
  ])("%s is called", (address) => {
    expect(callbackAddress(address, false)).toBe(address);
  });

  test.each([
    ["no address", "hook"],
    ["nothing", ""],
    ["plain http", "http://example.com/"],
    ["another scheme", "ftp://example.com/"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["too long", `https://example.com/${"x".repeat(2_048)}`],
    ["credentials that cannot be read", "https://%ff@example.com/"],
    ["this machine", "https://localhost/"],
    ["this machine with a dot", "https://localhost./"],
    ["a name of this machine", "https://a.localhost/"],
    ["a name of the network", "https://router/"],
    ["mDNS", "https://printer.local/"],
    ["a cloud's names for its inside", "https://metadata.google.internal/"],
    ["loopback", "https://127.0.0.1/"],
    ["loopback, short", "https://127.1/"],
    ["loopback, hexadecimal", "https://0x7f000001/"],
    ["loopback, octal", "https://0177.0.0.1/"],
    ["loopback, one number", "https://2130706433/"],
    ["loopback in other digits", "https://①②⑦.0.0.1/"],
    ["any", "https://0.0.0.0/"],
    ["a private network", "https://10.1.2.3/"],
    ["a private network", "https://172.16.0.1/"],
    ["a private network", "https://172.31.255.255/"],
    ["a private network", "https://192.168.1.1/"],
    ["carrier-grade NAT", "https://100.100.100.200/"],
    ["a cloud's metadata", "https://169.254.169.254/latest"],
    ["multicast", "https://224.0.0.1/"],
    ["broadcast", "https://255.255.255.255/"],
    ["IPv6 loopback", "https://[::1]/"],
    ["IPv6 any", "https://[::]/"],
    ["unique local", "https://[fd00:ec2::254]/"],
    ["link local", "https://[fe80::1]/"],
    ["IPv6 multicast", "https://[ff02::1]/"],
    ["IPv4 in IPv6", "https://[::ffff:127.0.0.1]/"],
    ["IPv4 in IPv6, hexadecimal", "https://[::ffff:a00:1]/"],
    ["NAT64 of a private network", "https://[64:ff9b::10.0.0.1]/"],
    ["6to4", "https://[2002:7f00:1::]/"],
  ])("%s is refused: %s", (_what, address) => {
    expect(callbackAddress(address, false)).toBe(undefined);
  });
});

test.each(["http://127.0.0.1:4000/hook", "http://localhost/", "https://10.0.0.1/"])(
  "in development %s is called",
  (address) => {
    expect(callbackAddress(address, true)).toBe(address);
  },
);

test("what is not an address of the web is refused in development too", () => {
  expect(callbackAddress("ftp://127.0.0.1/", true)).toBe(undefined);
});

test("a fragment goes nowhere", () => {
  expect(callbackAddress("https://example.com/hook#part", false)).toBe("https://example.com/hook");
});

test("a log holds neither credentials nor query", () => {
  expect(shownAddress("https://me:secret@example.com/hook?key=secret")).toBe("https://example.com/hook");
});
