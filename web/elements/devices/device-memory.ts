import type { DeviceInfos } from "./device-list.ts";
import { devicesOf } from "./device-swap.ts";
import type { DeviceKind, DeviceWishes } from "./own-device.ts";

export type AnyDevice = DeviceKind | "speaker";

/** The browser's id is the same for this site until its data is cleared; the name finds the device again after that. */
export interface RememberedDevice {
  id: string;
  label: string;
}

/** What the browser does to the microphone's sound. */
export interface SoundProcessing {
  noiseSuppression: boolean;
  echoCancellation: boolean;
  autoGainControl: boolean;
}

/** What is known from the last time on this site. */
export interface DeviceMemory {
  devices: Partial<Record<AnyDevice, RememberedDevice>>;
  /** What was on when the person joined. */
  on: DeviceWishes;
  processing: SoundProcessing;
  /** One's own picture is shown as in a mirror. */
  mirrored: boolean;
}

const storageKey = "meshcall.devices";
/** Names of devices that are longer are not kept: nothing real has one. */
const labelChars = 256;

/** What was kept, and the usual for all else. */
export function recallDevices(): DeviceMemory {
  const kept = recordOf(readJson());
  const devices: DeviceMemory["devices"] = {};
  for (const device of ["microphone", "camera", "speaker"] as const) {
    const { id, label } = recordOf(recordOf(kept["devices"])[device]);
    if (typeof id === "string" && typeof label === "string") devices[device] = { id, label };
  }
  const on = recordOf(kept["on"]);
  const processing = recordOf(kept["processing"]);
  return {
    devices,
    on: { microphone: on["microphone"] !== false, camera: on["camera"] !== false },
    processing: {
      noiseSuppression: processing["noiseSuppression"] !== false,
      echoCancellation: processing["echoCancellation"] !== false,
      autoGainControl: processing["autoGainControl"] !== false,
    },
    mirrored: kept["mirrored"] !== false,
  };
}

export function keepDevices(change: Partial<DeviceMemory>): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...recallDevices(), ...change }));
  } catch {
    // not remembered, then: the browser keeps nothing, or is full
  }
}

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

function readJson(): unknown {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}");
  } catch {
    return undefined; // blocked, or not ours
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
