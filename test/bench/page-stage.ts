import type { Page } from "playwright";
import { place, type Rect } from "../../web/elements/stage/geometry.ts";

export type StageContender = "stage" | "video";

declare global {
  interface Window {
    stageBench: { room: BenchRoom; videos(): HTMLVideoElement[]; end(): void };
  }
}

interface BenchTrack {
  kind: string;
  attach(element: HTMLMediaElement): HTMLMediaElement;
  detach(element: HTMLMediaElement): HTMLMediaElement;
}

interface BenchRoom {
  localParticipant: { videoTracks: Map<string, { track: BenchTrack }> };
  participants: Map<string, { tracks: Map<string, { track: BenchTrack | null }> }>;
}

/** What the four pictures have come to. */
export interface Pictures {
  /** CSS px of each, largest first. */
  widths: number[];
  frames: number;
}

/** CSS px; the whole window. */
export const stageSize = { width: 1280, height: 720 };

/** One page in a room with three others, which shows them in one way or the other. */
export class StagePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async join(room: string, server: string): Promise<void> {
    await this.#page.evaluate(join, { room, server });
    await this.#page.waitForFunction(
      () =>
        [...window.stageBench.room.participants.values()].filter(
          ({ tracks }) => [...tracks.values()].filter(({ track }) => track !== null).length >= 2,
        ).length === 3,
    );
  }

  /** Settles when all four pictures move. */
  async show(contender: StageContender): Promise<void> {
    if (contender === "stage") await this.#page.evaluate(showStage);
    else await this.#page.evaluate(showVideos, placesOfFour());
    await this.#page.waitForFunction(() => {
      const videos = window.stageBench.videos();
      const moves = (video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames > 5;
      return videos.length === 4 && videos.every(moves);
    });
  }

  pictures(): Promise<Pictures> {
    return this.#page.evaluate(readPictures);
  }

  async end(): Promise<void> {
    await this.#page.evaluate(() => window.stageBench.end());
  }
}

/** Where a stage puts four people. */
function placesOfFour(): Rect[] {
  return [...place({ screens: [], people: ["a", "b", "c", "d"], aside: [] }, stageSize).values()];
}

/* ---------- what follows is serialised into the page ---------- */

async function join({ room, server }: { room: string; server: string }): Promise<void> {
  const [sdk, elements] = ["/meshcall.js", "/elements.js"];
  const { connect, fetchToken } = await import(/* @vite-ignore */ sdk);
  const { defineParts } = await import(/* @vite-ignore */ elements);
  await defineParts();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const { token } = await fetchToken(server, { room, identity: "viewer", name: "Anna" });
  const joined = await connect(token, { name: room, server, tracks: stream.getTracks() });
  const videos = (): HTMLVideoElement[] => {
    const tiles = [
      ...(document.querySelector("mesh-stage")?.shadowRoot?.querySelectorAll("mesh-tile") ?? []),
    ];
    const inTiles = tiles.flatMap((tile) => tile.shadowRoot?.querySelector("video") ?? []);
    return inTiles.length > 0 ? inTiles : [...document.querySelectorAll("video")];
  };
  window.stageBench = { room: joined, videos, end: () => undefined };
}

function showStage(): void {
  const stage = document.createElement("mesh-stage");
  stage.style.cssText = "position: absolute; inset: 0";
  Reflect.set(stage, "room", window.stageBench.room);
  document.body.append(stage);
  window.stageBench.end = () => stage.remove();
}

/** The tracks as an application would play them by itself: a `<video>` for each person, with sound but for one's own. */
function showVideos(places: Rect[]): void {
  const { room } = window.stageBench;
  const ends: (() => void)[] = [];
  const own = [...room.localParticipant.videoTracks.values()].map(({ track }) => track);
  const people = [...room.participants.values()].map(({ tracks }) =>
    [...tracks.values()].map(({ track }) => track),
  );
  for (const [index, tracks] of [...people, own].entries()) {
    const video = document.createElement("video");
    video.autoplay = true;
    video.muted = index === people.length;
    const { x, y, width, height } = places[index] ?? { x: 0, y: 0, width: 0, height: 0 };
    video.style.cssText = `position: absolute; object-fit: cover; left: ${x}px; top: ${y}px; inline-size: ${width}px; block-size: ${height}px`;
    document.body.append(video);
    for (const track of tracks) {
      if (track === null || (track.kind !== "video" && track.kind !== "audio")) continue;
      track.attach(video);
      ends.push(() => track.detach(video));
    }
    ends.push(() => video.remove());
  }
  window.stageBench.end = () => {
    for (const end of ends) end();
  };
}

function readPictures(): Pictures {
  const videos = window.stageBench.videos();
  return {
    widths: videos.map(({ clientWidth }) => clientWidth).toSorted((a, b) => b - a),
    frames: videos.reduce((sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames, 0),
  };
}
