/* oxlint-disable typescript/no-unsafe-declaration-merging -- the interfaces say what methods take; the methods are there */
/** What a listener of one event gets. */
export type EventArguments<Events, Name extends keyof Events> = Events[Name] extends (
  ...args: infer Arguments
) => void
  ? Arguments
  : Events[Name] extends unknown[]
    ? Events[Name]
    : never;
type Listener<Events, Name extends keyof Events> = (...args: EventArguments<Events, Name>) => void;
/**
 * Where a method has a second signature, it takes what Twilio's typings take and the first one does not: a listener of
 * narrower arguments than the event has, and a name that no event has.
 */
export type AnyListener = (...args: never[]) => void;

interface Heard {
  listener: Function;
  once: boolean;
}

/** What all objects of a room are: they emit typed events, and have the methods that applications know from Node. */
export class Emitter<Events extends object> {
  /** A list is never changed, only replaced: whoever emits goes on with the one there was. */
  readonly #heard = new Map<PropertyKey, readonly Heard[]>();

  on<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  on(event: PropertyKey, listener: unknown): this {
    return this.#add(event, listener, false);
  }
  once<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  once(event: string, listener: AnyListener): this;
  once(event: PropertyKey, listener: unknown): this {
    return this.#add(event, listener, true);
  }
  addListener<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  addListener(event: string, listener: AnyListener): this;
  addListener(event: PropertyKey, listener: unknown): this {
    return this.#add(event, listener, false);
  }
  prependListener(event: string, listener: AnyListener): this {
    return this.#add(event, listener, false, true);
  }
  prependOnceListener(event: string, listener: AnyListener): this {
    return this.#add(event, listener, true, true);
  }

  /** Without a listener: all of the event's. */
  off(event: string, listener?: AnyListener): this {
    return this.#keep(event, (heard) => listener !== undefined && heard.listener !== listener);
  }
  removeListener(event: string, listener?: AnyListener): this {
    return this.off(event, listener);
  }
  removeAllListeners(event?: string): this {
    if (event === undefined) this.#heard.clear();
    else this.#heard.delete(event);
    return this;
  }

  /** @returns whether anybody listens */
  emit<Name extends keyof Events>(event: Name, ...args: EventArguments<Events, Name>): boolean;
  emit(event: PropertyKey, ...args: unknown[]): boolean {
    const all = this.#of(event);
    for (const heard of all) {
      if (heard.once) this.#keep(event, (other) => other !== heard);
      Reflect.apply(heard.listener, this, args);
    }
    return all.length > 0;
  }

  eventNames(): string[] {
    return [...this.#heard.keys()].map(String);
  }
  listeners(event: string): Function[] {
    return this.#of(event).map(({ listener }) => listener);
  }
  rawListeners(event: string): Function[] {
    return this.listeners(event);
  }
  listenerCount(event: string): number {
    return this.#of(event).length;
  }
  /** There is no limit: many listeners are no leak. */
  setMaxListeners(_count: number): this {
    return this;
  }
  getMaxListeners(): number {
    return Infinity;
  }

  #of(event: PropertyKey): readonly Heard[] {
    return this.#heard.get(event) ?? [];
  }
  #keep(event: PropertyKey, which: (heard: Heard) => boolean): this {
    const rest = this.#of(event).filter(which);
    if (rest.length > 0) this.#heard.set(event, rest);
    else this.#heard.delete(event);
    return this;
  }
  #add(event: PropertyKey, listener: unknown, once: boolean, first = false): this {
    if (typeof listener !== "function") throw new TypeError("The listener must be a function");
    const heard = { listener, once };
    const others = this.#of(event);
    this.#heard.set(event, first ? [heard, ...others] : [...others, heard]);
    return this;
  }
}

/** Everything but a room: Twilio's typings let `on` have any name there. */
export class LooseEmitter<Events extends object> extends Emitter<Events> {}

export interface LooseEmitter<Events extends object> {
  on<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  on(event: string, listener: AnyListener): this;
}
