import { TrackerSignaling } from "../../web/signaling/trackers/tracker-signaling.ts";
import { LocalTracker } from "../e2e/harness/tracker.ts";
import { OpenSwarm } from "../fakes/open-swarm.ts";
import { StrictTracker } from "../fakes/strict-tracker.ts";
import { openSignalingContract } from "./open-signaling-contract.ts";

openSignalingContract("a swarm in memory", async () => {
  const swarm = new OpenSwarm(Math.random);
  return { socket: (identity) => swarm.socket(identity), close: () => undefined };
});

function through(...urls: string[]): (identity: string) => TrackerSignaling {
  const shared = { urls, secret: "twenty random characters", room: "contract", ice: [] };
  return (identity) => new TrackerSignaling({ ...shared, identity, name: identity });
}

openSignalingContract("the stock WebTorrent tracker", async () => {
  const tracker = await LocalTracker.start();
  return { socket: through(tracker.url), close: () => tracker.stop() };
});

openSignalingContract("a tracker that closes on whatever any of them would refuse", async () => {
  const tracker = await StrictTracker.start();
  return { socket: through(tracker.url), close: () => tracker.stop() };
});
