import { findMediaElement } from "../attachments.ts";
import { Emitter } from "../emitter.ts";
import { MeshcallError } from "../errors.ts";
import type { RemoteDataTrack } from "../remote-data-track.ts";
import type { RemoteParticipant } from "../remote-participant.ts";
import { usualSize } from "../video-profile.ts";
import { firstPicture, follow } from "./follow.ts";
import type { Interest, Interests } from "./interests.ts";
import { Playing } from "./playing.ts";
import { pictureOf, soundOf } from "./tracks-of.ts";
import { changedSettings, type WatchOptions, type WatchSettings } from "./watch-options.ts";

export interface SubscriptionEvents {
  /** It receives again. */
  started: [subscription: Subscription];
  paused: [subscription: Subscription];
  /** It is the other's now: what plays it shows them. */
  switched: [participant: RemoteParticipant, before: RemoteParticipant, subscription: Subscription];
  /** The participant has left, or publishes nothing any more; or the room is over. */
  ended: [subscription: Subscription];
  /** On a data track of the participant's. */
  message: [data: string | ArrayBuffer, track: RemoteDataTrack, subscription: Subscription];
}

export type SubscriptionState = "started" | "paused" | "ended";

/** What a subscription needs of its room. */
export interface SubscriptionParts {
  interests: Interests;
  isPresent(participant: RemoteParticipant): boolean;
  /** It has ended, or was stopped. */
  onClosed(subscription: Subscription): void;
}

interface Switch {
  next: Interest;
  abort: AbortController;
  /** Waits for no picture. */
  hurry(): void;
}

/** What a page receives of one participant at a time: Janus's subscriber. `room.watch` makes it. */
export class Subscription extends Emitter<SubscriptionEvents> {
  readonly #parts: SubscriptionParts;
  readonly #playing = new Playing();
  #interest: Interest;
  #ended = false;
  /** The participant has gone while another was on the way. */
  #isAbandoned = false;
  #following = new AbortController();
  #switch: Switch | undefined;

  /** @internal */
  constructor(parts: SubscriptionParts, participant: RemoteParticipant, settings: WatchSettings) {
    super();
    this.#parts = parts;
    this.#interest = { participant, settings, paused: false, size: usualSize };
    this.#interests.add(this.#interest);
    this.#follow();
    this.#refresh();
  }

  /** Whose it is. */
  get participant(): RemoteParticipant {
    return this.#interest.participant;
  }
  get state(): SubscriptionState {
    return this.#ended ? "ended" : this.#interest.paused ? "paused" : "started";
  }
  get settings(): Readonly<WatchSettings> {
    return this.#interest.settings;
  }
  /** Always the same one; its tracks change. For pages that play it by themselves: the picture has the usual size then. */
  get mediaStream(): MediaStream {
    return this.#playing.stream;
  }

  /** Plays it in this element, a new `<video>`, or the first that the selector finds. Its size is what is asked for. */
  attach(target: HTMLMediaElement | string = document.createElement("video")): HTMLMediaElement {
    const element = findMediaElement(target);
    if (!this.#ended) this.#playing.attach(element);
    this.#sized();
    return element;
  }
  /** Leaves the element empty. */
  detach(target: HTMLMediaElement | string): HTMLMediaElement {
    const element = findMediaElement(target);
    this.#playing.detach(element);
    this.#sized();
    return element;
  }

  /** Nothing is received until `start`: the publisher's encoders for this link stop. The last picture stays. */
  pause(): this {
    return this.#pauseOrGoOn(true);
  }
  start(): this {
    return this.#pauseOrGoOn(false);
  }

  /**
   * Changes what is received; what is left out stays.
   * @throws MeshcallError 54044 for a layer that there is not: nothing is changed
   * @throws TypeError for what is no boolean: the same
   */
  configure(changes: WatchOptions): this {
    const next = changedSettings(this.settings, changes);
    for (const interest of this.#both()) {
      interest.settings = interest === this.#interest ? next : changedSettings(interest.settings, changes);
      this.#interests.apply(interest.participant);
    }
    if (this.#switch?.next.settings.video === false) this.#switch.hurry();
    this.#refresh();
    return this;
  }

  /**
   * Goes over to somebody else, on the links there are. What plays it shows the one before until a picture of the other's has
   * come; where they have none, it goes over at once.
   * @returns settles when it is the other's
   * @throws MeshcallError (as a rejection) 54038 for somebody who is not in the room, or leaves before: it stays as it was
   * @throws DOMException (as a rejection) `AbortError` when another call has taken this one's place
   */
  async switchTo(other: RemoteParticipant, changes?: WatchOptions): Promise<this> {
    if (this.#ended || !this.#parts.isPresent(other)) throw new MeshcallError(54038);
    const settings = changedSettings(this.settings, changes);
    this.#callOff();
    if (other === this.participant) return this.configure(settings);
    const { promise: hurried, resolve: hurry } = Promise.withResolvers<void>();
    const { paused } = this.#interest;
    const next: Interest = { participant: other, settings, paused, size: this.#playing.size ?? usualSize };
    const abort = new AbortController();
    const { signal } = abort;
    this.#switch = { next, abort, hurry };
    follow(
      other,
      {
        onChange: () => this.#interests.apply(other),
        onMessage: () => undefined,
        onGone: () => abort.abort(new MeshcallError(54038)),
      },
      signal,
    );
    this.#interests.add(next);
    if (paused || !settings.video) hurry();
    try {
      await Promise.race([firstPicture(other, signal), hurried]);
      signal.throwIfAborted();
    } catch (error) {
      this.#interests.remove(next);
      if (this.#switch?.next === next) this.#switch = undefined;
      if (this.#isAbandoned && this.#switch === undefined) this.#end();
      throw error;
    } finally {
      abort.abort(); // nobody waits any more
    }
    this.#goOver(next);
    return this;
  }

  /** Ends it, and empties what plays it. What was not watched before is received as before. Safe to call twice. */
  stop(): void {
    if (!this.#ended) this.#close();
    this.#playing.close();
  }

  /** @internal The room is over. */
  roomEnded(): void {
    this.#end();
  }

  #pauseOrGoOn(paused: boolean): this {
    if (this.#ended || this.#interest.paused === paused) return this;
    for (const interest of this.#both()) {
      interest.paused = paused;
      this.#interests.apply(interest.participant);
    }
    if (paused) this.#switch?.hurry();
    this.#refresh();
    this.emit(paused ? "paused" : "started", this);
    return this;
  }

  #goOver(next: Interest): void {
    const before = this.#interest;
    this.#switch = undefined;
    this.#interest = next;
    this.#isAbandoned = false;
    this.#follow();
    this.#refresh();
    this.#sized();
    this.#interests.remove(before);
    this.emit("switched", next.participant, before.participant, this);
  }

  #follow(): void {
    this.#following.abort();
    this.#following = new AbortController();
    const { participant } = this;
    follow(
      participant,
      {
        onChange: () => {
          this.#interests.apply(participant);
          this.#refresh();
        },
        onMessage: (data, track) => {
          const { paused, settings } = this.#interest;
          if (!paused && settings.data) this.emit("message", data, track, this);
        },
        onGone: () => {
          this.#isAbandoned = true;
          if (this.#switch === undefined) this.#end(); // else it has somewhere to go
        },
      },
      this.#following.signal,
    );
  }

  #refresh(): void {
    if (this.#ended) return;
    const { participant, settings, paused } = this.#interest;
    // a picture that is paused stays; sound of a page that would not stop is not heard
    this.#playing.show(
      settings.video ? pictureOf(participant) : undefined,
      settings.audio && !paused ? soundOf(participant) : undefined,
    );
  }

  /** Elements tell the track how large they are; a page that draws by itself does not. */
  #sized(): void {
    this.#interest.size = this.#playing.isShown ? null : usualSize;
    if (!this.#ended) this.#interests.apply(this.participant);
  }

  get #interests(): Interests {
    return this.#parts.interests;
  }

  #both(): Interest[] {
    return this.#ended ? [] : [this.#interest, ...(this.#switch === undefined ? [] : [this.#switch.next])];
  }

  #callOff(): void {
    this.#switch?.abort.abort(new DOMException("Another call has taken this one's place", "AbortError"));
    this.#switch = undefined;
  }

  #end(): void {
    if (this.#ended) return;
    this.#close();
    this.#playing.show(undefined, undefined);
    this.emit("ended", this);
  }

  #close(): void {
    this.#ended = true;
    this.#callOff();
    this.#following.abort();
    this.#interests.remove(this.#interest);
    this.#parts.onClosed(this);
  }
}
