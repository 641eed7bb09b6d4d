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
