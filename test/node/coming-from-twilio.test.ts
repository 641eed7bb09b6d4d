import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inRepository } from "../../scripts/repository.ts";

/** docs/coming-from-twilio.md against Twilio's own typings: nothing of them may go without a word. */
const guide = new Set(read("docs/coming-from-twilio.md").match(/\w+/g));

const classes = [
  "Room",
  "Participant",
  "LocalParticipant",
  "RemoteParticipant",
  "Track",
  "AudioTrack",
  "VideoTrack",
  "MediaTrack",
  "LocalAudioTrack",
  "LocalVideoTrack",
  "LocalDataTrack",
  "RemoteAudioTrack",
  "RemoteVideoTrack",
  "RemoteDataTrack",
  "TrackPublication",
  "LocalTrackPublication",
  "RemoteTrackPublication",
  "RemoteAudioTrackPublication",
  "RemoteVideoTrackPublication",
  "RemoteDataTrackPublication",
];

describe("where each part of Twilio's SDK is, the guide says", () => {
  test.each(classes)("%s: members and events", (name) => {
    const typings = read(`node_modules/twilio-video/tsdef/${name}.d.ts`);
    const members = [...typings.matchAll(/^ {2}(?:readonly |static )*(\w+)\??(?=[(:<])/gm)];
    const events = [...typings.matchAll(/\bon\(event: '(\w+)'/g)];
    const names = [...members, ...events].map(([, each = ""]) => each);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((each) => !/^(constructor|on|once|toJSON)$/.test(each) && !guide.has(each))).toEqual(
      [],
    );
  });

  test.each(["ConnectOptions", "CreateLocalAudioTrackOptions", "CreateLocalTracksOptions"])("%s", (name) => {
    const typings = read("node_modules/twilio-video/tsdef/types.d.ts");
    const body = new RegExp(`export interface ${name}[^{]*\\{(.*?)\\n\\}`, "s").exec(typings)?.[1] ?? "";
    const options = [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, each = ""]) => each);
    expect(options.length).toBeGreaterThan(1);
    expect(options.filter((each) => !guide.has(each))).toEqual([]);
  });

  test("what the module exports", async () => {
    const sdk = await import("../../web/index.ts");
    const theirs = [
      "connect",
      "createLocalTracks",
      "createLocalAudioTrack",
      "createLocalVideoTrack",
      "runPreflight",
      "isSupported",
      "version",
      "Logger",
      "LocalAudioTrack",
      "LocalVideoTrack",
      "LocalDataTrack",
    ];
    expect(theirs.filter((name) => !guide.has(name))).toEqual([]);
    for (const name of theirs) expect(sdk).toHaveProperty(name);
  });
});

function read(path: string): string {
  return readFileSync(inRepository(path), "utf8");
}
