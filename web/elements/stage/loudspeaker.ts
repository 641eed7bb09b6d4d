import type { RemoteAudioTrack } from "../../room/remote-media-track.ts";
import type { Room } from "../../room/room.ts";
import { volumesOf } from "./volumes.ts";

/**
 * Plays what the others say, in one hidden `<audio>` for each sound track, apart from the video: muted
 * video may always play, sound may be refused until the person taps.
 */
export class Loudspeaker {
  readonly #place: HTMLElement;
  readonly #onBlocked: (blocked: boolean) => void;
  readonly #playing = new Map<string, { element: HTMLAudioElement; track: RemoteAudioTrack; end(): void }>();
  #sinkId: string | undefined;
  #blocked = false;

  /** @param place where the `<audio>` elements live; @param onBlocked sound waits for a tap, or no longer */
  constructor(place: HTMLElement, onBlocked: (blocked: boolean) => void) {
    this.#place = place;
    this.#onBlocked = onBlocked;
  }

  /** Starts what is new, ends what is gone, and plays each as loud as is wanted. */
  follow(room: Room): void {
    const present = new Set<string>();
    for (const participant of room.participants.values()) {
      const { level, muted } = volumesOf(room).of(participant);
      for (const { trackSid, track } of participant.audioTracks.values()) {
        if (track === null) continue;
        present.add(trackSid);
        const known = this.#playing.get(trackSid)?.element;
        if (known !== undefined) {
          Object.assign(known, { volume: level, muted });
          continue;
        }
        const element = Object.assign(document.createElement("audio"), { volume: level, muted });
        this.#place.append(element);
        const judge = (): void => this.#judge();
        track.on("playbackBlocked", judge).on("playbackStarted", judge);
        const end = (): void => {
          track.off("playbackBlocked", judge).off("playbackStarted", judge);
          track.detach(element);
        };
        this.#playing.set(trackSid, { element, track, end });
        track.attach(element);
        void this.#route(element);
      }
    }
    for (const sid of this.#playing.keys()) if (!present.has(sid)) this.#end(sid);
  }

  /** @param sinkId an audio output; empty for the system's own */
  setSink(sinkId: string | undefined): void {
    this.#sinkId = sinkId;
    for (const { element } of this.#playing.values()) void this.#route(element);
  }

  /** Call from a tap or a key press. */
  unblock(): void {
    for (const { track } of this.#playing.values()) void track.startPlayback();
  }

  /** Falls silent. Safe to call twice. */
  close(): void {
    for (const sid of this.#playing.keys()) this.#end(sid);
  }

  #end(sid: string): void {
    const playing = this.#playing.get(sid);
    if (playing === undefined) return;
    this.#playing.delete(sid);
    playing.end();
    playing.element.remove();
    this.#judge();
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    if (this.#sinkId === undefined || !("setSinkId" in element)) return;
    // the output is gone: the system's own goes on playing
    await element.setSinkId(this.#sinkId).catch(() => undefined);
  }

  #judge(): void {
    const blocked = [...this.#playing.values()].some(({ track }) => track.isPlaybackBlocked);
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#onBlocked(blocked);
  }
}
