import { describe, expect, it, vi } from "vitest";
import { heartbeat } from "#protocol/limits";
import { entryProtocols } from "../../web/signaling/entry.ts";
import { PlayedSocket, welcome } from "../fakes/played-socket.ts";
import { facts, kinds, last, openSocket, playAnnounce, socket } from "./played-announce.ts";

playAnnounce();

describe("at a door where one knocks", () => {
  const waiting = { action: "announce", info_hash: "i".repeat(20), mesh: { news: { is: "waiting" } } };

  it("waits on the same socket for as long as it takes, and says so once", () => {
    last().hear(waiting);
    for (let beats = 0; beats < 60; beats++) {
      vi.advanceTimersByTime(heartbeat.intervalMs);
      last().hear(heartbeat.text);
    }
    expect(PlayedSocket.made).toHaveLength(1);
    expect(kinds()).toEqual(["waiting"]);
    last().hear(welcome);
    expect(kinds()).toEqual(["waiting", "joined"]);
  });

  it("knocks again, without end, when the socket breaks", () => {
    last().hear(waiting);
    last().end(1006);
    for (let attempt = 0; attempt < 10; attempt++) {
      vi.advanceTimersByTime(5_000);
      last().end(1006);
    }
    vi.advanceTimersByTime(5_000);
    expect(last().protocols).toEqual(["meshcall.1", "token.secret"]);
    last().hear(waiting);
    expect(kinds()).toEqual(["waiting", "waiting"]);
  });

  it("leaves without a word when it is called off", () => {
    last().hear(waiting);
    socket.close();
    expect(last().isClosed).toBe(true);
    expect(last().sent).toEqual([]);
    last().hear(welcome);
    expect(kinds()).toEqual(["waiting"]);
  });

  it("hands over what it is asked for besides the token, each time", () => {
    socket.close();
    const entry = entryProtocols({ pin: "grüß Gott", invitation: "", role: "attendee", publish: false });
    openSocket(entry);
    const protocols = ["meshcall.1", "token.secret", "pin.Z3LDvMOfIEdvdHQ", "role.attendee", "passive"];
    expect(last().protocols).toEqual(protocols);
    last().hear(welcome);
    last().end(1006);
    vi.advanceTimersByTime(200);
    expect(last().protocols).toEqual([...protocols, "session.again"]);
  });
});

describe("news and acts", () => {
  it("go as they are, to and fro", () => {
    last().hear(welcome);
    last().hear({ action: "announce", info_hash: "i".repeat(20), mesh: { news: { is: "of tomorrow" } } });
    expect(facts.at(-1)).toEqual({ fact: "news", news: { is: "of tomorrow" } });
    socket.act(7, { do: "lock", locked: true });
    expect(JSON.parse(last().sent.at(-1)!)).toMatchObject({
      mesh: { act: { id: 7, act: { do: "lock", locked: true } } },
    });
  });
});
