/** What a page asks for: what to send to in place of a candidate's address. */
export interface RouteRequest {
  ufrag: string;
  ip: string;
  port: number;
}
export interface Route {
  ip: string;
  port: number;
  /** Name of the page whose candidate it is. */
  owner: string;
}

/** What one page received from one other since the tick before. */
export interface Received {
  frames: number;
  /** Energy came, and not from concealment alone. */
  audible: boolean;
  /** Packets of sound. */
  packets: number;
  /** By which `totalFreezesDuration` grew. */
  frozenMs: number;
}
export interface Tick {
  /** Of the machine's clock, so that pages can be compared. */
  atMs: number;
  /** By the sender's name; `anybody` where no hop knows it. */
  from: Record<string, Received>;
  /** ICE and signaling of each connection that lives, for traces. */
  states: string;
}

declare global {
  interface Window {
    rig: {
      ticks: Tick[];
      /** With the name of the far end, where its candidates came through a hop. */
      connections: Map<RTCPeerConnection, string | undefined>;
      /** Addresses are asked for anew, since the hop has rebound. */
      forget(): void;
    };
    rigRoute(request: RouteRequest): Promise<Route>;
    rigOwn(ufrags: string[]): Promise<void>;
  }
}

/** Runs in a page before anything else. */
export function noteConnections(): void {
  const connections = new Map<RTCPeerConnection, string | undefined>();
  window.rig = { ticks: [], connections, forget: () => undefined };
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(config?: RTCConfiguration) {
      super(config);
      connections.set(this, undefined);
    }
  };
}

/**
 * Runs in a page after {@link noteConnections}. Every remote candidate is replaced by a port of the hop, however it
 * came to the page; candidates that no hop can carry (TCP, IPv6) are left out, relays are left as they are.
 */
export function routeThroughHops(): void {
  const routes = new Map<string, Route>();
  const { connections } = window.rig;
  window.rig.forget = () => routes.clear();
  const { setRemoteDescription, setLocalDescription, addIceCandidate } = RTCPeerConnection.prototype;
  /** The last call that had to wait: those after it wait too, so that their order stays. */
  const waiting = new WeakMap<RTCPeerConnection, Promise<unknown>>();

  type Plan = { fate: "drop" | "keep" } | { fate: "route"; request: RouteRequest };
  const planOf = (candidate: string, ufrag: string): Plan => {
    const [, , protocol = "", , ip = "", port = "", , type] = candidate.split(" ");
    if (type === "relay") return { fate: "keep" };
    if (protocol.toLowerCase() !== "udp" || !/^[\d.]+$/.test(ip)) return { fate: "drop" };
    return { fate: "route", request: { ufrag, ip, port: Number(port) } };
  };
  const keyOf = ({ ufrag, ip, port }: RouteRequest): string => `${ufrag} ${ip} ${port}`;
  const routed = (candidate: string, plan: Plan): string | undefined => {
    if (plan.fate === "keep") return candidate;
    const route = plan.fate === "route" ? routes.get(keyOf(plan.request)) : undefined;
    if (route === undefined) return undefined;
    const words = candidate.split(" ");
    [words[4], words[5]] = [route.ip, String(route.port)];
    return words.join(" ");
  };

  /** Acts at once where all routes are known: a page's own order of calls must not change for the rig. */
  const whenRouted = (
    pc: RTCPeerConnection,
    plans: readonly Plan[],
    act: () => Promise<void>,
  ): Promise<void> => {
    const asked = plans.flatMap((plan) =>
      plan.fate === "route" && !routes.has(keyOf(plan.request)) ? [plan.request] : [],
    );
    const note = (): void => {
      for (const plan of plans) {
        const owner = plan.fate === "route" ? routes.get(keyOf(plan.request))?.owner : undefined;
        if (owner !== undefined) connections.set(pc, owner);
      }
    };
    const before = waiting.get(pc);
    if (before === undefined && asked.length === 0) {
      note();
      return act();
    }
    const turn = Promise.all([
      before,
      ...asked.map(async (request) => routes.set(keyOf(request), await window.rigRoute(request))),
    ]).catch(() => undefined);
    waiting.set(pc, turn);
    return turn.then(() => {
      if (waiting.get(pc) === turn) waiting.delete(pc);
      note();
      return act();
    });
  };

  const ufragsOf = (sdp: string): string[] =>
    [...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map(([, ufrag]) => ufrag ?? "");

  RTCPeerConnection.prototype.setLocalDescription = async function (description) {
    await Reflect.apply(setLocalDescription, this, description === undefined ? [] : [description]);
    void window.rigOwn(ufragsOf(this.localDescription?.sdp ?? ""));
  };

  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const ufrag = ufragsOf(description.sdp ?? "")[0] ?? "";
    const prefix = "a=candidate:";
    const lines = (description.sdp ?? "").split("\r\n");
    const plans = new Map<string, Plan>();
    for (const line of lines) if (line.startsWith(prefix)) plans.set(line, planOf(line, ufrag));
    return whenRouted(this, [...plans.values()], () => {
      const sdp = lines
        .flatMap((line) => {
          const plan = plans.get(line);
          return plan === undefined ? line : (routed(line, plan) ?? []);
        })
        .join("\r\n");
      return Reflect.apply(setRemoteDescription, this, [{ type: description.type, sdp }]);
    });
  };

  RTCPeerConnection.prototype.addIceCandidate = function (
    init?: RTCIceCandidateInit | RTCIceCandidate | null,
  ) {
    const candidate = init?.candidate ?? "";
    if (init === undefined || init === null || candidate === "")
      return whenRouted(this, [], () => Reflect.apply(addIceCandidate, this, [init]));
    const ufrag =
      init.usernameFragment ??
      / ufrag (\S+)/.exec(candidate)?.[1] ??
      ufragsOf(this.remoteDescription?.sdp ?? "")[0] ??
      "";
    const plan = planOf(candidate, ufrag);
    return whenRouted(this, [plan], async () => {
      const instead = routed(candidate, plan);
      if (instead === undefined) return;
      const { sdpMid, sdpMLineIndex } = init;
      const given = { candidate: instead, sdpMid, sdpMLineIndex, usernameFragment: init.usernameFragment };
      await Reflect.apply(addIceCandidate, this, [given]);
    });
  };
}

/** Runs in a page after {@link noteConnections}: notes what arrives, until the page closes. */
export function watchMedia(everyMs: number): void {
  const seen = new Map<string, { frames: number; energy: number; packets: number; frozenMs: number }>();
  const ids = new Map<RTCPeerConnection, number>();
  /** Undefined: it was closed meanwhile, of which Firefox tells nothing more. As in web/mesh/connection-report.ts, which no page of stock PeerJS has. */
  const reportOf = (pc: RTCPeerConnection): Promise<RTCStatsReport | undefined> =>
    new Promise((resolve, reject) => {
      const looking = setInterval(() => {
        if (pc.connectionState !== "closed") return;
        done();
        resolve(undefined);
      }, everyMs);
      const done = (): void => clearInterval(looking);
      pc.getStats().then(resolve, reject).then(done, done);
    });
  const look = async (): Promise<void> => {
    const tick: Tick = { atMs: 0, from: {}, states: "" };
    for (const [pc, owner] of window.rig.connections) {
      if (pc.connectionState === "closed") {
        window.rig.connections.delete(pc);
        continue;
      }
      const id = ids.get(pc) ?? ids.size;
      ids.set(pc, id);
      tick.states += `${id}:${owner ?? "?"}:${pc.connectionState}/${pc.iceConnectionState}/${pc.signalingState} `;
      const received = (tick.from[owner ?? "anybody"] ??= {
        frames: 0,
        audible: false,
        packets: 0,
        frozenMs: 0,
      });
      for (const entry of (await reportOf(pc))?.values() ?? []) {
        if (entry.type !== "inbound-rtp") continue;
        const key = `${id} ${entry.id}`;
        const now = {
          frames: entry.framesDecoded ?? 0,
          energy: entry.totalAudioEnergy ?? 0,
          packets: entry.packetsReceived ?? 0,
          frozenMs: (entry.totalFreezesDuration ?? 0) * 1_000,
        };
        const before = seen.get(key) ?? { frames: 0, energy: 0, packets: 0, frozenMs: 0 };
        seen.set(key, now);
        received.frames += now.frames - before.frames;
        received.frozenMs += now.frozenMs - before.frozenMs;
        if (entry.kind !== "audio") continue;
        const packets = now.packets - before.packets;
        received.packets += packets;
        received.audible ||= packets > 0 && now.energy - before.energy > 1e-6;
      }
    }
    tick.atMs = Date.now();
    window.rig.ticks.push(tick);
  };
  const loop = (): void => {
    const startMs = performance.now();
    void look()
      .catch(() => undefined) // a connection closed meanwhile
      .then(() => setTimeout(loop, Math.max(10, everyMs - (performance.now() - startMs))));
  };
  loop();
}
