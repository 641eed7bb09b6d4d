/* oxlint-disable typescript/no-unsafe-declaration-merging -- the interfaces say what methods take; the methods are there */
import { EventEmitter } from "eventemitter3";

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

/** The typings below are our own, so that those of a library are no part of ours. */
const Untyped: new () => object = EventEmitter;

/** What all objects of a room are: they emit typed events, and have the methods that applications know from Node. */
export class Emitter<Events extends object> extends Untyped {
  /** There is no limit: many listeners are no leak. */
  setMaxListeners(_count: number): this {
    return this;
  }
  getMaxListeners(): number {
    return Infinity;
  }
  rawListeners(event: keyof Events | string): AnyListener[] {
    return this.listeners(String(event));
  }
  prependListener(event: string, listener: AnyListener): this {
    return this.addListener(event, listener).#lastToFront(event);
  }
  prependOnceListener(event: string, listener: AnyListener): this {
    return this.once(event, listener).#lastToFront(event);
  }

  /** From the second listener of an event on, eventemitter3 keeps them in a list. */
  #lastToFront(event: string): this {
    const lists: unknown = Reflect.get(this, "_events");
    const list: unknown = typeof lists === "object" && lists !== null ? Reflect.get(lists, event) : null;
    if (Array.isArray(list)) list.unshift(list.pop());
    return this;
  }
}

export interface Emitter<Events extends object> {
  on<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  once<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  once(event: string, listener: AnyListener): this;
  addListener<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  addListener(event: string, listener: AnyListener): this;
  off(event: string, listener?: AnyListener): this;
  removeListener(event: string, listener?: AnyListener): this;
  removeAllListeners(event?: string): this;
  emit<Name extends keyof Events>(event: Name, ...args: EventArguments<Events, Name>): boolean;
  eventNames(): string[];
  listeners(event: string): AnyListener[];
  listenerCount(event: string): number;
}

/** Everything but a room: Twilio's typings let `on` have any name there. */
export class LooseEmitter<Events extends object> extends Emitter<Events> {}

export interface LooseEmitter<Events extends object> {
  on<Name extends keyof Events>(event: Name, listener: Listener<Events, Name>): this;
  on(event: string, listener: AnyListener): this;
}
