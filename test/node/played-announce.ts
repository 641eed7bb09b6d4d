import { afterEach, beforeEach, expect, vi } from "vitest";
import type { SignalingFact } from "../../web/room/ports.ts";
import { AnnounceSocket } from "../../web/signaling/announce-socket.ts";
import { PlayedSocket } from "../fakes/played-socket.ts";

/** An announce socket whose WebSockets the test plays, with a clock that the test moves; a new one for each test. */
export let socket: AnnounceSocket;
export let facts: SignalingFact[];
/** Takes the page's events, such as `online`. */
export let page: EventTarget;

export const last = () => PlayedSocket.made.at(-1)!;
export const kinds = () => facts.map(({ fact }) => fact);

/** @param entry what is said at the door besides the token */
export function openSocket(entry?: readonly string[]): void {
  socket = new AnnounceSocket(new URL("wss://signal.example/rooms/announce"), "secret", entry);
  socket.open((fact) => facts.push(fact));
}

export function playAnnounce(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    PlayedSocket.made = [];
    facts = [];
    page = new EventTarget();
    vi.stubGlobal("WebSocket", PlayedSocket);
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    openSocket();
  });
  afterEach(() => {
    socket.close();
    expect(vi.getTimerCount()).toBe(0); // nothing goes on behind a closed socket
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}
