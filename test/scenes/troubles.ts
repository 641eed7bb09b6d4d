import { MeshcallError } from "../../web/room/errors.ts";
import { newCall, openCall, openJoined, openWith, press, said, shown, until, type Scene } from "./scene.ts";

/** Not let in with this code. */
function refused(code: MeshcallError["code"]): Scene {
  return async () => {
    openCall({}, newCall({ refuse: new MeshcallError(code) }));
    await press("Join");
    await said(`Code ${code}`);
  };
}

/** Put out of a running call with this code. */
function putOut(code: MeshcallError["code"]): Scene {
  return async () => {
    const { call } = await openWith(1);
    call.putOut(code);
    await said(`Code ${code}`);
  };
}

function noPath(code: 54010 | 54011 | 53405): Scene {
  return async () => {
    const { call, people } = await openWith(2);
    call.onFact({ fact: "noPath", peerId: people[0]?.peerId ?? "", code });
    await said(`Code ${code}`);
  };
}

function notSealed(code: 54077 | 54078): Scene {
  return async () => {
    const { call, people } = await openWith(2);
    call.onFact({ fact: "sealing", peerId: people[0]?.peerId ?? "", code });
    await said(`Code ${code}`);
  };
}

/** What goes wrong in a call, and the call goes on. */
export const troubles: Record<string, Scene> = {
  "link-recovering": async () => {
    const { people } = await openWith(2);
    people[0]?.link("recovering");
    await said("Reconnecting…");
  },
  "server-away": async () => {
    const { call } = await openWith(1);
    call.signaling("away");
    await said("The call goes on");
  },
  "cut-off": async () => {
    const call = await openJoined();
    call.signaling("away");
    await said("Reconnecting…");
  },
  "weak-connection": async () => {
    const { people } = await openWith(1);
    await people[0]?.measure({ roundTripMs: 700, relayed: true });
    await said("Your connection is weak");
  },
  lost: async () => {
    const { people } = await openWith(2);
    people[0]?.link("recovering");
    people[0]?.leave();
    await said("did not come back");
  },
  "no-relay": noPath(54010),
  "relay-fails": noPath(54011),
  "no-path": noPath(53405),
  "not-sealed": notSealed(54077),
  "not-opened": notSealed(54078),
  "camera-unplugged": async () => {
    const { call } = await openWith(1);
    const camera = await until(
      () => [...call.published.values()].find(({ info }) => info.kind === "video")?.mediaStreamTrack,
      "a camera", // which may open after the call has begun
    );
    camera.stop();
    camera.dispatchEvent(new Event("ended"));
    await said("Your camera went away");
  },
  "everything-at-once": async () => {
    const { call, people } = await openWith(3);
    await press("Share screen");
    call.standing({ silenced: { audio: true, video: false } });
    await people[0]?.measure({ roundTripMs: 700 });
    call.signaling("away");
    people[1]?.link("recovering");
    people[1]?.leave();
    await said("did not come back");
  },
  "sound-blocked": async () => {
    const { play } = HTMLAudioElement.prototype;
    HTMLAudioElement.prototype.play = () => {
      HTMLAudioElement.prototype.play = play;
      return Promise.reject(new DOMException("", "NotAllowedError"));
    };
    await openWith(1);
    await shown(".tap button");
  },
};

/** However a call ends, or does not begin. */
export const endings: Record<string, Scene> = {
  left: async () => {
    await openWith(1);
    await press("Leave");
    await said("You left the call");
    await shown(".report");
  },
  full: refused(53105),
  unreachable: refused(53000),
  "server-busy": refused(53006),
  "token-expired": refused(20104),
  "token-refused": refused(20107),
  "bad-room": refused(53100),
  "bad-name": refused(53201),
  "not-set-up": refused(54000),
  "turned-away": refused(54033),
  locked: refused(54034),
  "kept-out": refused(54035),
  "members-only": refused(54047),
  invitation: refused(54041),
  crowded: refused(54046),
  sealed: refused(54076),
  "could-not-start": async () => {
    openCall({}, newCall({ refuse: new Error("odd") }));
    await press("Join");
    await said("The call could not start");
  },
  evicted: putOut(53205),
  dropped: putOut(53001),
  ended: putOut(53118),
  removed: putOut(53204),
  "put-out": putOut(54036),
};
