import { expect, test } from "vitest";
import { findRemembered } from "../../web/elements/devices/device-choice.ts";
import { arrivalOf, isGone, plainName, standInFor } from "../../web/elements/devices/device-swap.ts";

function device(kind: MediaDeviceKind, deviceId: string, label = deviceId, groupId = ""): MediaDeviceInfo {
  return { kind, deviceId, label, groupId, toJSON: () => ({}) };
}

const built = [device("audioinput", "built-in"), device("audiooutput", "loud"), device("videoinput", "lid")];
const headset = [
  device("audioinput", "head in", "Jabra Evolve (0b0e:0344)", "jabra"),
  device("audiooutput", "head out", "Jabra Evolve (0b0e:0344)", "jabra"),
];

test("a headset that is plugged in is one arrival, named as people name it", () => {
  expect(arrivalOf(built, [...built, ...headset])).toEqual({
    name: "Jabra Evolve",
    ids: { microphone: "head in", speaker: "head out" },
  });
});

test("names that appear with the permission are no arrival, nor is the system's own choice", () => {
  expect(arrivalOf([device("audioinput", "", ""), device("videoinput", "", "")], built)).toBeUndefined();
  const alias = device("audioinput", "default", "Default - Jabra Evolve", "jabra");
  expect(arrivalOf(built, [alias, ...built])).toBeUndefined();
});

test("the first device there ever was is an arrival", () => {
  expect(arrivalOf([], [device("videoinput", "webcam")])).toEqual({
    name: "webcam",
    ids: { camera: "webcam" },
  });
});

test("what is pulled out is gone, and replaced by what the system uses, else by the first", () => {
  expect(isGone("microphone", "head in", [...built, ...headset], built)).toBe(true);
  expect(isGone("microphone", "built-in", built, built)).toBe(false);
  const alias = device("audioinput", "default", "Default - Built-in");
  expect(standInFor("microphone", [...built, alias], "head in")?.deviceId).toBe("default");
  expect(standInFor("microphone", built)?.deviceId).toBe("built-in");
  expect(standInFor("microphone", built, "built-in")).toBeUndefined();
});

test("a remembered device is found by its id, else by a name that only one has", () => {
  const remembered = { id: "old id", label: "Jabra Evolve (0b0e:0344)" };
  expect(findRemembered("microphone", remembered, [...built, ...headset])).toMatchObject({
    deviceId: "head in",
  });
  const twins = [...headset, device("audioinput", "other", remembered.label)];
  expect(findRemembered("microphone", remembered, twins)).toBe("gone");
  expect(findRemembered("microphone", { ...remembered, id: "built-in" }, built)).toMatchObject({
    deviceId: "built-in",
  });
  expect(findRemembered("microphone", remembered, built)).toBe("gone");
  expect(findRemembered("microphone", remembered, [device("audioinput", "x", "")])).toBe("unknown");
});

test("a name that ends in brackets is left alone but for the maker's number", () => {
  expect(plainName("HD Webcam (046d:0825)")).toBe("HD Webcam");
  expect(plainName("Microphone (Realtek)")).toBe("Microphone (Realtek)");
});
