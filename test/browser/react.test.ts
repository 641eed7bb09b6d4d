import { createElement, createRef, StrictMode, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { MeshCall, MeshPeople } from "../../web/react.ts";
import type { MeshJoinedEvent, MeshStateEvent } from "../../web/elements.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { clearPage, join, meshCall } from "./elements-page.ts";

let root: Root;
let call: FakeCall;

beforeEach(() => {
  call = new FakeCall();
  provideCallServices(call.services);
  const place = document.createElement("div");
  document.body.append(place);
  root = createRoot(place);
});
afterEach(() => {
  root.unmount();
  clearPage();
});

function render(node: ReactNode): void {
  root.render(createElement(StrictMode, {}, node));
}

test("props are properties, events are props, and a ref is the element", async () => {
  const states: string[] = [];
  const joined: MeshJoinedEvent[] = [];
  const ref = createRef<HTMLElementTagNameMap["mesh-call"]>();
  render(
    createElement(MeshCall, {
      ref,
      className: "wide",
      room: "standup",
      name: "Anna",
      joinAs: "publisher",
      onMeshState: ({ state }) => states.push(state),
      onMeshJoined: (event) => joined.push(event),
    }),
  );

  await join();

  expect(ref.current).toBe(meshCall());
  expect(meshCall().className).toBe("wide");
  expect(meshCall().joinAs).toBe("publisher");
  expect(states).toContain("in-call");
  expect(joined.map(({ room }) => room)).toEqual([ref.current?.currentRoom]);
});

test("another prop is another property, another handler replaces the one before, and none hears nothing", async () => {
  const heard: string[] = [];
  const show = (room: string, listener: string | undefined): void =>
    render(
      createElement(MeshCall, {
        room,
        name: "Anna",
        ...(listener && { onMeshState: ({ state }: MeshStateEvent) => heard.push(`${listener} ${state}`) }),
      }),
    );
  show("standup", "first");
  await expect.element(page.getByRole("button", { name: "Join", exact: true })).toBeVisible();
  show("standup", "second");
  await join();
  expect(meshCall().room).toBe("standup");
  show("retro", undefined);
  await expect.element(page.getByRole("button", { name: "Join", exact: true })).toBeVisible();

  expect(meshCall().room).toBe("retro");
  expect(heard).toContain("second in-call");
  expect(heard.filter((line) => line === "first in-call")).toEqual([]);
  expect(heard.filter((line) => line === "second lobby")).toEqual([]);
});

test("in StrictMode there is one call, and what is unmounted leaves", async () => {
  render(createElement(MeshCall, { room: "standup", name: "Anna" }));
  await join();
  const room = meshCall().currentRoom;

  expect(document.querySelectorAll("mesh-call").length).toBe(1);
  render(null);
  await expect.poll(() => room?.state).toBe("disconnected");
});

test("an element whose code comes later is itself once that is there", async () => {
  render(createElement(MeshCall, { room: "standup", name: "Anna" }));
  await join();
  const room = meshCall().currentRoom;
  await call.person("Bea");

  render([
    createElement(MeshCall, { key: "call", room: "standup", name: "Anna" }),
    createElement(MeshPeople, { key: "people", ...(room && { room }) }),
  ]);

  const people = () => document.querySelector("mesh-people")?.shadowRoot?.textContent ?? "";
  await expect.poll(people).toContain("Bea");
});
