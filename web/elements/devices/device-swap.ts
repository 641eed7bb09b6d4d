import type { AnyDevice } from "./device-memory.ts";
import type { DeviceInfos } from "./device-list.ts";

/** Which of the browser's kinds each is. */
export const kindOf = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" } as const;
const allKinds = ["microphone", "camera", "speaker"] as const;

/** Chromium lists the system's own choice as devices of their own; they come and go with every plug. */
const aliases = new Set(["default", "communications"]);

/** What can be chosen of one kind. */
export function devicesOf(devices: DeviceInfos, device: AnyDevice): MediaDeviceInfo[] {
  return devices.filter(({ kind, deviceId }) => kind === kindOf[device] && deviceId !== "");
}

/** A device that was plugged in: what it can be used as, and what a person calls it. */
export interface Arrival {
  name: string;
  ids: Partial<Record<AnyDevice, string>>;
}

/** What was plugged in between two lists; undefined: nothing that can be named. */
export function arrivalOf(before: DeviceInfos, after: DeviceInfos): Arrival | undefined {
  const ids: Arrival["ids"] = {};
  let name = "";
  let group: string | undefined;
  for (const device of allKinds) {
    if (isHidden(device, before)) continue;
    const known = new Set(devicesOf(before, device).map(({ deviceId }) => deviceId));
    const added = devicesOf(after, device).find(
      ({ deviceId, groupId, label }) =>
        !known.has(deviceId) && !aliases.has(deviceId) && label !== "" && (group ?? groupId) === groupId,
    );
    if (added === undefined) continue;
    group ??= added.groupId;
    ids[device] = added.deviceId;
    name ||= plainName(added.label);
  }
  return name === "" ? undefined : { name, ids };
}

/** Without permission a list has no ids: that they appear is no plug. Speakers are told of with the microphone. */
function isHidden(device: AnyDevice, devices: DeviceInfos): boolean {
  const kinds = device === "speaker" ? [kindOf.speaker, kindOf.microphone] : [kindOf[device]];
  return devices.some(({ kind, deviceId }) => deviceId === "" && kinds.some((each) => each === kind));
}

/** @returns whether a device that was there is no longer */
export function isGone(device: AnyDevice, id: string, before: DeviceInfos, after: DeviceInfos): boolean {
  const isIn = (devices: DeviceInfos) => devicesOf(devices, device).some(({ deviceId }) => deviceId === id);
  return isIn(before) && !isIn(after);
}

/** @returns whether any of a kind is no longer there */
export function hasLost(device: AnyDevice, before: DeviceInfos, after: DeviceInfos): boolean {
  return devicesOf(before, device).some(({ deviceId }) => isGone(device, deviceId, before, after));
}

/** What is used in place of one that is gone: what the system uses, else the first. */
export function standInFor(
  device: AnyDevice,
  devices: DeviceInfos,
  goneId?: string,
): MediaDeviceInfo | undefined {
  const left = devicesOf(devices, device).filter(({ deviceId }) => deviceId !== goneId);
  return left.find(({ deviceId }) => deviceId === "default") ?? left[0];
}

/** As people know it: without the number of its maker, which Chromium puts at its end. */
export function plainName(label: string): string {
  return label.replace(/ \([\da-f]{4}:[\da-f]{4}\)$/i, "");
}
