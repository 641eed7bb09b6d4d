import { createComponent, type EventName, type ReactWebComponent } from "@lit/react";
import * as React from "react";
import { eventNames, propertyNames } from "virtual:element-names";

type MeshEventName = Extract<keyof HTMLElementEventMap, `mesh-${string}`>;
type Capitals<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Capitals<Rest>}`
  : Capitalize<Name>;

/** `onMeshJoined` and so on, as every component takes them: what happens inside bubbles. */
export type MeshEvents = {
  [Name in MeshEventName as `on${Capitals<Name>}`]: EventName<HTMLElementEventMap[Name]>;
};

/**
 * @param tagName one of the elements
 * @param define loads the code with the first such element that is on the page; left out, `meshcall/elements` has it at once
 */
export function component<Element extends HTMLElement>(
  tagName: string,
  define?: () => Promise<unknown>,
): ReactWebComponent<Element, MeshEvents> {
  const displayName = capitals(tagName);
  const Tag = createComponent<Element, MeshEvents>({
    react: React,
    tagName,
    displayName,
    elementClass: namesOf(tagName),
    events: events(),
  });
  if (define === undefined) return Tag;
  const Lazy = React.forwardRef<Element, object>((props, ref) => {
    React.useEffect(() => void define(), []);
    return React.createElement<object>(Tag as React.ElementType, Object.assign({ ref }, props));
  });
  Lazy.displayName = displayName;
  return Lazy as typeof Tag; // React's types cannot follow the props of an element that is not known yet
}

/** A class is only asked which names it has; so a server, and who has not loaded the element yet, need none of its code. */
function namesOf<Element>(tagName: string): new () => Element {
  const prototype = Object.fromEntries((propertyNames[tagName] ?? []).map((name) => [name, undefined]));
  return { prototype } as unknown as new () => Element;
}

function events(): MeshEvents {
  return Object.fromEntries(eventNames.map((name) => [`on${capitals(name)}`, name])) as unknown as MeshEvents;
}

function capitals(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase());
}
