import type { Panel } from "../../web/elements/call/call-state.ts";
import { report } from "../fakes/link-report.ts";
import { MeshActionEvent } from "../../web/elements/events.ts";
import { effectScenes } from "./effects.ts";
import {
  fill,
  names,
  newCall,
  pictureOfScreen,
  openCall,
  openJoined,
  openWith,
  press,
  said,
  shown,
  submit,
  until,
  all,
  type Scene,
} from "./scene.ts";

function withOthers(count: number): Scene {
  return async () => {
    await openWith(count);
  };
}

async function openChat(): Promise<void> {
  const { people } = await openWith(2);
  await press("Chat");
  await shown("mesh-chat");
  people[0]?.say("Morning! Can everybody see the plan?");
  people[1]?.say(
    "Yes, one second. It is at https://example.org/plans/2026/autumn/the-whole-plan?week=47&view=all",
  );
  await said("Yes, one second");
  await fill("textarea", "Thanks. I like the second page best, let us start there.");
  await submit("textarea");
  await said("Thanks. I like");
}

/** Past the menu, which has no place for them while it is as short as it is. */
async function openPanel(panel: Panel): Promise<void> {
  (await shown("mesh-controls")).dispatchEvent(new MeshActionEvent({ do: "show", panel }));
}

async function openPeopleAsHost() {
  const { call, people } = await openWith(3, newCall({ role: "host" }));
  call.knocks("Cem Kaya", "Dora Maximiliane von Hohenberg-Lichtenau");
  call.rules({ admission: "knock" }, true);
  call.standing({ silenced: { audio: true, video: false } }, people[1]?.peerId);
  await press("People");
  await press("More for Tomas Lind");
  await said("Put out of the call");
  return people;
}

export const inTheCall: Record<string, Scene> = {
  alone: async () => {
    await openJoined();
    await said("Nobody else is here yet");
  },
  "alone-without-devices": async () => {
    const call = newCall();
    Object.assign(call.failing, { camera: "NotAllowedError", microphone: "NotAllowedError" });
    await openJoined({}, call);
    await said("Nobody else is here yet");
  },
  "alone-copied": async () => {
    await openJoined();
    await press("Copy link");
    await until(
      () => all("button").some((each) => /Link copied|Copy the address/.test(each.textContent)),
      "word",
    );
  },
  pair: withOthers(1),
  "pair-off": async () => {
    const { people } = await openWith(1);
    people[0]?.switch("camera", false);
    people[0]?.switch("microphone", false);
    await press("Camera");
    await press("Microphone");
    await said("TL");
  },
  "three-people": withOthers(2),
  "five-people": withOthers(4),
  "ten-people": withOthers(9),
  speaking: async () => {
    const { people } = await openWith(2);
    people[0]?.speaks(true);
    people[1]?.switch("microphone", false);
    await shown("mesh-tile[speaking]");
  },
  pinned: async () => {
    await openWith(5);
    await press(`Pin ${names[2]}`);
    await shown(".large mesh-tile");
  },
  "screen-of-one": async () => {
    const { people } = await openWith(1);
    people[0]?.shareScreen(pictureOfScreen());
    await said("’s screen");
  },
  "screen-of-many": async () => {
    const { people } = await openWith(9);
    people[0]?.shareScreen(pictureOfScreen());
    await said("’s screen");
  },
  sharing: async () => {
    await openWith(1);
    await press("Share screen");
    await said("You are sharing your screen");
  },
  "more-menu": async () => {
    await openWith(1);
    await press("More");
    await shown("mesh-menu");
  },
  statistics: async () => {
    const { call, people } = await openWith(2);
    for (const person of people) report(call, person, 1);
    await openPanel("stats");
    await shown("table");
    for (const person of people) report(call, person, 2);
    await said("400 kb/s");
  },
  ...effectScenes,
  verification: async () => {
    await openWith(2);
    await openPanel("verification");
    await shown("mesh-verification");
  },
  shortcuts: async () => {
    await openWith(1);
    await openPanel("shortcuts");
    await shown("mesh-shortcuts");
  },
  "hands-up": async () => {
    const { people } = await openWith(2);
    people[0]?.sendMessage("meshcall.hand", { do: "raise", heldMs: 0 });
    await press("Raise hand");
    await press("People");
    await said("Raised hands");
  },
  "react-menu": async () => {
    await openWith(2);
    await press("React");
    await shown("mesh-menu");
  },
  reactions: async () => {
    const { people } = await openWith(2);
    people[0]?.sendMessage("meshcall.reaction", { sign: "🎉" });
    people[1]?.sendMessage("meshcall.reaction", { sign: "👏" });
    await shown("mesh-reactions");
  },
  "tile-menu": async () => {
    await openWith(3);
    await press("Options for Tomas Lind");
    await shown("mesh-tile-menu");
  },
  "bell-rings": async () => {
    const call = openCall({ "auto-join": "", ring: "" });
    await shown('[role="toolbar"]');
    call.person("Tomas Lind");
    await said("Tomas Lind is here");
  },
  devices: async () => {
    await openWith(1);
    await press("Devices");
    await shown("select");
  },
  "chat-empty": async () => {
    await openWith(1);
    await press("Chat");
    await said("No messages yet");
  },
  chat: openChat,
  "chat-unread": async () => {
    const { people } = await openWith(1);
    for (const text of ["one", "two", "three"]) people[0]?.say(text);
    await said("3");
  },
  "chat-not-sent": async () => {
    const { call } = await openWith(1);
    call.sendFails = true;
    await press("Chat");
    await fill("textarea", "Does this arrive?");
    await submit("textarea");
    await said("Not sent");
  },
  people: async () => {
    await openWith(4);
    await press("People");
    await shown("mesh-people");
  },
  "people-host": async () => {
    await openPeopleAsHost();
  },
  "people-put-out": async () => {
    await openPeopleAsHost();
    await press("Put out of the call");
    await shown("dialog[open]");
  },
  "people-end-all": async () => {
    await openPeopleAsHost();
    await press("End for everybody");
    await shown("dialog[open]");
  },
  "people-refused": async () => {
    const call = newCall({ role: "host" });
    await openWith(2, call);
    call.refuseAct = 54037;
    await press("People");
    await press("Lock the call");
    await shown('[role="alert"]');
  },
  "host-knocks": async () => {
    const { call } = await openWith(1, newCall({ role: "host" }));
    call.knocks("Cem Kaya", "Dora");
    await said("2");
  },
  attendee: async () => {
    await openWithAudience();
  },
  muted: async () => {
    const { call } = await openWith(1);
    call.standing({ silenced: { audio: true, video: false } });
    await said("A host has muted you");
  },
  "muted-for-good": async () => {
    const { call } = await openWith(1);
    call.rules({ selfUnmute: false });
    call.standing({ silenced: { audio: true, video: true } });
    await said("A host has muted you and stopped your video");
  },
};

async function openWithAudience(): Promise<void> {
  const call = newCall({ role: "attendee" });
  await openJoined({ "join-as": "attendee" }, call);
  for (const name of names.slice(0, 3)) call.person(name);
  await said("You are watching");
}
