import type { Page } from "playwright";

declare global {
  interface Window {
    others: { rooms: Map<string, OtherRoom>; screen: MediaStreamTrack | undefined };
  }
}

interface OtherRoom {
  disconnect(): void;
  localParticipant: {
    publishTrack(track: MediaStreamTrack, options: { name: string }): Promise<{ unpublish(): void }>;
  };
}

/** People of one room in one page of another browser: each with camera and microphone, through the SDK. */
export class Others {
  readonly #page: Page;
  readonly #room: string;
  readonly #server: string;

  constructor(page: Page, room: string, server: string) {
    this.#page = page;
    this.#room = room;
    this.#server = server;
  }

  async join(name: string): Promise<void> {
    await this.#page.evaluate(joinRoom, { name, room: this.#room, server: this.#server });
  }

  /** @returns the call that stops it */
  async shareScreen(name: string): Promise<() => Promise<void>> {
    await this.#page.evaluate(shareScreen, name);
    return () =>
      this.#page.evaluate(() => {
        window.others.screen?.dispatchEvent(new Event("stop-sharing"));
      });
  }

  async leave(name: string): Promise<void> {
    await this.#page.evaluate((who) => window.others.rooms.get(who)?.disconnect(), name);
  }
}

/* ---------- what follows is serialised into the page ---------- */

async function joinRoom({
  name,
  room,
  server,
}: {
  name: string;
  room: string;
  server: string;
}): Promise<void> {
  const path = "/meshcall.js";
  const { connect, fetchToken } = await import(/* @vite-ignore */ path);
  window.others ??= { rooms: new Map(), screen: undefined };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const { token } = await fetchToken(server, { room, identity: name, name });
  window.others.rooms.set(name, await connect(token, { name: room, server, tracks: stream.getTracks() }));
}

async function shareScreen(name: string): Promise<void> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  const context = canvas.getContext("2d");
  const drawing = setInterval(() => {
    if (context === null) return;
    context.fillStyle = `hsl(${performance.now() / 20} 60% 70%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 200);
  const [track] = canvas.captureStream(5).getVideoTracks();
  const room = window.others.rooms.get(name);
  if (track === undefined || room === undefined) throw new Error("nothing to share, or nobody to share it");
  const publication = await room.localParticipant.publishTrack(track, { name: "screen" });
  window.others.screen = track;
  track.addEventListener("stop-sharing", () => {
    clearInterval(drawing);
    publication.unpublish();
    track.stop();
  });
}
