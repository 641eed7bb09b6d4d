import { MeshcallError } from "../../web/room/errors.ts";
import {
  atEnd,
  fill,
  newCall,
  openCall,
  press,
  said,
  shown,
  submit,
  unfold,
  until,
  type Scene,
} from "./scene.ts";

/** A lobby whose devices fail as a DOMException of these names. */
function lobbyWith(failing: { camera?: string; microphone?: string }, words: string): Scene {
  return async () => {
    const call = newCall();
    Object.assign(call.failing, failing);
    openCall({}, call);
    await said(words);
  };
}

function withRefusal(call: Parameters<typeof newCall>[0], words: string): Scene {
  return async () => {
    openCall({}, newCall(call));
    await press("Join");
    await said(words);
  };
}

async function openDevices(): Promise<void> {
  await shown("mesh-lobby");
  await said("Ready to join?");
  await until(() => navigator.mediaDevices.enumerateDevices(), "devices");
}

/** For the length of a scene. */
function replace<Target extends object>(target: Target, name: string, value: unknown): void {
  const known = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  atEnd(() => {
    if (known === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, known);
  });
}

export const beforeTheCall: Record<string, Scene> = {
  "no-room": async () => {
    openCall({ room: "" });
    await said("No call chosen");
  },
  insecure: async () => {
    replace(globalThis, "isSecureContext", false);
    openCall();
    await said("https://");
  },
  "no-webrtc": async () => {
    replace(globalThis, "RTCPeerConnection", undefined);
    openCall();
    await said("This browser cannot make calls");
  },
  lobby: async () => {
    const call = openCall();
    await openDevices();
    await until(() => call.onLevel, "the meter");
    call.onLevel?.(-30, true);
  },
  "lobby-nameless": async () => {
    openCall();
    const element = await shown("mesh-call");
    element.removeAttribute("name");
    await openDevices();
  },
  "lobby-starting": async () => {
    const call = newCall();
    const opening = (): Promise<never> =>
      new Promise((_settle, fail) => atEnd(() => fail(new DOMException("", "AbortError"))));
    Object.assign(call.services, { createLocalTracks: opening });
    openCall({}, call);
    await said("Starting your camera");
  },
  "lobby-devices": async () => {
    openCall();
    await openDevices();
    await unfold("Devices");
    await shown("select");
  },
  "lobby-presence": async () => {
    const call = newCall();
    call.present = ["Tomas Lind", "Mei Tanaka", "Amara Okafor", "Jules Martin"];
    openCall({}, call);
    await said("are in the call");
  },
  "lobby-network": async () => {
    openCall();
    await unfold("Check my network");
    await shown("mesh-network-check");
  },
  "lobby-all-off": async () => {
    openCall();
    await openDevices();
    await press("Camera");
    await press("Microphone");
    await said("Your camera is off");
  },
  "lobby-attendee": async () => {
    openCall({ "join-as": "attendee" });
    await openDevices();
  },
  "denied-both": lobbyWith({ camera: "NotAllowedError", microphone: "NotAllowedError" }, "are blocked"),
  "denied-camera": lobbyWith({ camera: "NotAllowedError" }, "Your camera is blocked"),
  "denied-microphone": lobbyWith({ microphone: "NotAllowedError" }, "Your microphone is blocked"),
  "missing-camera": lobbyWith({ camera: "NotFoundError" }, "No camera found"),
  "busy-and-missing": lobbyWith(
    { camera: "NotReadableError", microphone: "NotFoundError" },
    "Your camera is busy",
  ),
  pin: withRefusal({ pin: "1234" }, "This call has a PIN"),
  "pin-wrong": async () => {
    await withRefusal({ pin: "1234" }, "This call has a PIN")();
    await fill("input[name=pin]", "9999");
    await submit("input[name=pin]");
    await said("That PIN is wrong");
  },
  "pin-too-many": withRefusal({ refuse: new MeshcallError(54032) }, "Too many wrong PINs"),
  joining: withRefusal({ refuse: "wait" }, "Joining"),
  waiting: withRefusal({ refuse: "knock" }, "Waiting to be let in"),
};
