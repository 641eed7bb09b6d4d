import type { DeviceInfos } from "./device-list.ts";
import { keepDevices, recallDevices, type AnyDevice, type RememberedDevice } from "./device-memory.ts";
import { devicesOf } from "./device-swap.ts";

/** Names of devices that are longer are not kept: nothing real has one. */
const labelChars = 256;

/** @param chosen undefined: the system's choice from now on */
export function keepDevice(device: AnyDevice, chosen: RememberedDevice | undefined): void {
  const { [device]: _before, ...others } = recallDevices().devices;
  const isFit = chosen !== undefined && chosen.label.length <= labelChars;
  keepDevices({ devices: isFit ? { ...others, [device]: chosen } : others });
}

/**
 * Finds a remembered device in what there is now: by its id, else by its name, where only one has it.
 * @returns `unknown` while the list has no names: nothing is open yet
 */
export function findRemembered(
  device: AnyDevice,
  remembered: RememberedDevice,
  devices: DeviceInfos,
): MediaDeviceInfo | "gone" | "unknown" {
  const found = devicesOf(devices, device);
  if (found.every(({ label }) => label === "")) return "unknown";
  const same = found.find(({ deviceId }) => deviceId === remembered.id);
  if (same !== undefined) return same;
  const [namesake, another] = found.filter(({ label }) => label === remembered.label);
  return namesake !== undefined && another === undefined ? namesake : "gone";
}
