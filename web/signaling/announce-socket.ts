import type { Act } from "#protocol/act";
import { parseServerFrame, type CandidateJson, type Welcome } from "#protocol/announce";
import { closeCodes, codeOfCloseReason, type ErrorCode } from "#protocol/error-codes";
import { heartbeat, subprotocol } from "#protocol/limits";
import type { PublishedTrackJson } from "#protocol/published-track";
import { errorOf, MeshcallError, withError } from "../room/errors.ts";
import type { Description, PeerId, Signaling, SignalingFact } from "../room/ports.ts";
import { backoffMs, patientAttempt } from "./backoff.ts";
import { log } from "../room/log.ts";
import { TrackNews } from "./track-news.ts";

/** Twilio's open timeout. */
const openTimeoutMs = 15_000;
/** How often a lost server is tried before the first `joined`; afterwards there is no limit. */
const firstAttempts = 3;

type SocketState =
  | { is: "new" }
  | { is: "opening"; socket: WebSocket; timeout: ReturnType<typeof setTimeout> }
  /** Not let in yet. */
  | { is: "knocking"; socket: WebSocket; beat: ReturnType<typeof setInterval>; heardAtMs: number }
  | {
      is: "open";
      socket: WebSocket;
      infoHash: string;
      peerId: string;
      beat: ReturnType<typeof setInterval>;
      heardAtMs: number;
    }
  /** Without a timer it waits for another token. */
  | { is: "waiting"; timer?: ReturnType<typeof setTimeout> }
  | { is: "closed" };

/** The announce dialect over one WebSocket that comes back by itself. */
export class AnnounceSocket implements Signaling {
  readonly #url: URL;
  #token: string;
  /** A newer token on its way to being checked. */
  #renewal: (PromiseWithResolvers<number> & { token: string }) | undefined;
  #renewed: Promise<unknown> = Promise.resolve();
  #onFact: (fact: SignalingFact) => void = () => undefined;
  #state: SocketState = { is: "new" };
  #session: string | undefined;
  /** The server was there: it is tried again without end. */
  #reached = false;
  #attempt = 0;
  readonly #entry: readonly string[];
  readonly #tracks = new TrackNews((tracks) => this.#send({ mesh: { tracks } }));

  /**
   * @param token rides in the subprotocol header, so that it shows in no URL, log or console
   * @param entry further subprotocols, which the door may ask for: a PIN, an invitation …
   */
  constructor(url: URL, token: string, entry: readonly string[] = []) {
    this.#url = url;
    this.#token = token;
    this.#entry = entry;
  }

  open(onFact: (fact: SignalingFact) => void): void {
    this.#onFact = onFact;
    addEventListener("online", this.#onOnline);
    this.#connect();
  }

  announce(offers: { offerId: string; description: Description }[]): void {
    this.#send({
      numwant: offers.length,
      event: "started",
      offers: offers.map(({ offerId, description }) => ({
        offer_id: offerId,
        offer: { type: "offer", ...description },
      })),
    });
  }

  answer(to: PeerId, offerId: string, description: Description): void {
    this.#send({ to_peer_id: to, offer_id: offerId, answer: { type: "answer", ...description } });
  }

  candidates(to: PeerId, offerId: string, candidates: CandidateJson[]): void {
    this.#send({ to_peer_id: to, offer_id: offerId, mesh: { candidates } });
  }

  parcel(to: PeerId, parcel: string): void {
    this.#send({ to_peer_id: to, mesh: { parcel } });
  }

  say(to: PeerId, text: string): boolean {
    return this.#send({ to_peer_id: to, mesh: { say: text } });
  }

  roll(): boolean {
    return this.#send({ mesh: { roll: true } });
  }

  tracks(tracks: PublishedTrackJson[]): void {
    this.#tracks.set(tracks);
  }

  act(id: number, act: Act): void {
    this.#send({ mesh: { act: { id, act } } });
  }

  /** An announce without an offer: the server looks around with each. */
  look(): void {
    this.announce([]);
  }

  /** One at a time: an answer does not say which token it is about. */
  updateToken(token: string): Promise<number> {
    const renewed = this.#renewed.then(() => this.#renew(token));
    this.#renewed = renewed.catch(() => undefined); // told to whoever asked
    return renewed;
  }

  close(): void {
    this.#onFact = () => undefined;
    if (this.#state.is === "closed") return;
    this.#send({ event: "stopped" });
    this.#leaveState();
    this.#end();
  }

  #renew(token: string): Promise<number> {
    if (this.#state.is === "closed") throw new MeshcallError(53204);
    const renewal = { ...Promise.withResolvers<number>(), token };
    this.#renewal = renewal;
    if (this.#state.is === "open") {
      this.#send({ mesh: { token } });
    } else {
      this.#leaveState();
      this.#connect();
    }
    return renewal.promise;
  }

  /** @param code why the token is not taken */
  #settleRenewal(lifeSeconds: number, code?: ErrorCode): void {
    const renewal = this.#renewal;
    if (renewal === undefined) return;
    this.#renewal = undefined;
    if (code !== undefined) return withError(code, renewal.reject);
    this.#token = renewal.token;
    renewal.resolve(lifeSeconds);
  }

  readonly #onOnline = (): void => {
    if (this.#state.is !== "waiting") return;
    this.#leaveState();
    this.#connect();
  };

  #connect(): void {
    const token = subprotocol.tokenPrefix + (this.#renewal?.token ?? this.#token);
    const protocols = [subprotocol.name, token, ...this.#entry];
    if (this.#session !== undefined) protocols.push(subprotocol.sessionPrefix + this.#session);
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#url, protocols);
    } catch {
      // SyntaxError: a token with characters that no header can carry is no token
      this.#refused(20101);
      return;
    }
    this.#state = { is: "opening", socket, timeout: setTimeout(() => socket.close(), openTimeoutMs) };
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => this.#received(socket, data));
    socket.addEventListener("close", (event) => this.#ended(socket, event));
  }

  #received(socket: WebSocket, data: unknown): void {
    if (!this.#isCurrent(socket) || typeof data !== "string") return;
    if (this.#state.is === "open" || this.#state.is === "knocking") this.#state.heardAtMs = performance.now();
    if (data === heartbeat.text) return;
    const frame = parseServerFrame(data);
    if (frame === undefined) return; // newer than we are, or an announce reply
    switch (frame.kind) {
      case "welcome":
        this.#welcomed(socket, frame);
        break;
      case "offer":
        this.#onFact({
          fact: "offered",
          from: frame.mesh.from,
          offerId: frame.offer_id,
          description: frame.offer,
        });
        break;
      case "answer":
        this.#onFact({
          fact: "answered",
          from: frame.peer_id,
          offerId: frame.offer_id,
          description: frame.answer,
        });
        break;
      case "candidates":
        this.#onFact({
          fact: "candidates",
          from: frame.peer_id,
          offerId: frame.offer_id,
          candidates: frame.mesh.candidates,
        });
        break;
      case "parcel":
        this.#onFact({ fact: "parcel", from: frame.peer_id, parcel: frame.mesh.parcel });
        break;
      case "said":
        this.#onFact({ fact: "said", said: frame.mesh.said });
        break;
      case "left":
        this.#onFact({ fact: "left", ...frame.mesh.left });
        break;
      case "token": {
        const { token } = frame.mesh;
        if ("session" in token) this.#session = token.session;
        if ("session" in token) this.#settleRenewal(token.lifeSeconds);
        else this.#settleRenewal(0, token.code);
        break;
      }
      case "rules":
        this.#onFact({ fact: "rules", ...frame.mesh.rules });
        break;
      case "news":
        if ("is" in frame.mesh.news && frame.mesh.news.is === "waiting") this.#knocking(socket);
        else this.#onFact({ fact: "news", news: frame.mesh.news });
        break;
      case "failure":
        if (isPutOut(frame.mesh.error.code)) {
          this.#leaveState();
          this.#refused(frame.mesh.error.code);
          break;
        }
        log("warn", `the signal-worker refused a message (${frame.mesh.error.code})`);
        break;
    }
  }

  /** The server has answered on this socket, which is kept alive from here on. */
  #answered(socket: WebSocket) {
    this.#leaveTimers();
    this.#reached = true;
    const beat = setInterval(() => this.#beat(), heartbeat.intervalMs);
    return { socket, beat, heardAtMs: performance.now() };
  }

  #knocking(socket: WebSocket): void {
    this.#state = { is: "knocking", ...this.#answered(socket) };
    this.#attempt = 0;
    this.#onFact({ fact: "waiting" });
  }

  #welcomed(socket: WebSocket, { info_hash: infoHash, mesh }: Welcome): void {
    this.#state = { is: "open", infoHash, peerId: mesh.self.peerId, ...this.#answered(socket) };
    this.#session = mesh.session;
    this.#attempt = 0;
    this.#tracks.open();
    this.#onFact({
      fact: "joined",
      joined: mesh,
    });
    this.#settleRenewal(mesh.tokenLifeSeconds ?? Infinity);
    void errorOf(53205); // its text is here when the call ends with it, which is to be at once
  }

  #ended(socket: WebSocket, { code, reason }: CloseEvent): void {
    if (!this.#isCurrent(socket)) return;
    const wasOpen = this.#state.is === "open";
    this.#leaveTimers();
    if (code === closeCodes.refused || code === closeCodes.evicted) {
      this.#refused(codeOfCloseReason(reason) ?? 53104);
      return;
    }
    if (!this.#reached && this.#attempt >= firstAttempts) {
      this.#refused(53000);
      return;
    }
    if (code === closeCodes.flooded) this.#attempt = patientAttempt;
    this.#waitAndConnect();
    if (wasOpen) this.#onFact({ fact: "away" });
  }

  #waitAndConnect(): void {
    const timer = setTimeout(() => this.#connect(), backoffMs(this.#attempt++, Math.random()));
    this.#state = { is: "waiting", timer };
  }

  #refused(code: ErrorCode): void {
    if (this.#renewal !== undefined && isAboutToken(code)) {
      this.#settleRenewal(0, code);
      this.#waitAndConnect(); // with the one before
    } else if (code === 20104 && this.#session !== undefined) {
      this.#state = { is: "waiting" };
      this.#onFact({ fact: "tokenExpired" });
    } else {
      this.#end();
      withError(code, (error) => this.#onFact({ fact: "refused", error }));
    }
  }

  #end(): void {
    removeEventListener("online", this.#onOnline);
    this.#state = { is: "closed" };
    this.#settleRenewal(0, 53204);
  }

  #beat(): void {
    if (this.#state.is !== "open" && this.#state.is !== "knocking") return;
    const { socket, heardAtMs } = this.#state;
    if (performance.now() - heardAtMs <= heartbeat.timeoutMs) {
      socket.send(heartbeat.text);
      return;
    }
    // a dead path may keep `close` from firing for minutes: end it here
    this.#leaveState();
    this.#state = { is: "waiting", timer: setTimeout(() => this.#connect(), 0) };
    this.#onFact({ fact: "away" });
  }

  /** @returns false: there is no socket; the caller hears of it: `away`, then `joined` */
  #send(frame: object): boolean {
    if (this.#state.is !== "open") return false;
    const { socket, infoHash, peerId } = this.#state;
    socket.send(JSON.stringify({ action: "announce", info_hash: infoHash, peer_id: peerId, ...frame }));
    return true;
  }

  #isCurrent(socket: WebSocket): boolean {
    return "socket" in this.#state && this.#state.socket === socket;
  }

  #leaveTimers(): void {
    this.#tracks.close();
    if (this.#state.is === "opening") clearTimeout(this.#state.timeout);
    else if ("beat" in this.#state) clearInterval(this.#state.beat);
    else if (this.#state.is === "waiting") clearTimeout(this.#state.timer);
  }

  #leaveState(): void {
    this.#leaveTimers();
    if ("socket" in this.#state) this.#state.socket.close(1000);
  }
}

/** Not about the room or the session, which another token would not mend. */
function isAboutToken(code: ErrorCode): boolean {
  return code < 53_000 || code === 53200 || code === 53201 || code === 54006;
}

/** The last word on this socket; the close that follows is told late by some. */
function isPutOut(code: ErrorCode): boolean {
  return [53118, 53204, 53205, 53216, 54033, 54035, 54036].includes(code);
}
