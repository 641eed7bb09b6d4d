import { vi } from "vitest";
import type {} from "../../../web/elements.ts"; // currentRoom of <mesh-call>
import { patienceMs } from "./call-harness.ts";

/** What the drivers of all browsers can do. */
export interface DrivenPage {
  evaluate(look: (question: Question) => unknown, question: Question): Promise<unknown>;
}

/** What is asked of a page with a `<mesh-call>`, and whom or what it is about. */
type Question = readonly [
  what: "press" | "says" | "is muted" | "shows" | "hears" | "level" | "measures" | "choices" | "write",
  name: string,
];

const patience = { timeout: patienceMs, interval: 200 };

/** Somebody at a page with a `<mesh-call>`, in whichever browser. Each call waits until it is so. */
export class TagPage {
  readonly #page: DrivenPage;
  readonly #who: string;

  /** @param who for messages of failures */
  constructor(page: DrivenPage, who: string) {
    this.#page = page;
    this.#who = who;
  }

  press(name: string): Promise<void> {
    return this.#until("press", name);
  }

  says(words: string): Promise<void> {
    return this.#until("says", words);
  }

  /** The picture of this person moves. */
  sees(name: string): Promise<void> {
    return this.#until("shows", name);
  }

  /** In the lobby. */
  seesItself(): Promise<void> {
    return this.#until("shows", "");
  }

  seesNot(name: string): Promise<void> {
    return this.#until("shows", name, false);
  }

  /** Somebody's sound comes out. */
  hears(): Promise<void> {
    return this.#until("hears", "");
  }

  isToldMuted(name: string, muted: boolean): Promise<void> {
    return this.#until("is muted", name, muted);
  }

  meterMoves(): Promise<void> {
    return this.#until("level", "");
  }

  /** Firefox measures nothing on a machine without a sound device. */
  async measuresSound(): Promise<boolean> {
    return (await this.#page.evaluate(ask, ["measures", ""])) === true;
  }

  /** There is a choice of this device. */
  canChoose(device: string): Promise<void> {
    return this.#until("choices", device);
  }

  async write(text: string): Promise<void> {
    await this.#until("write", text);
  }

  async #until(what: Question[0], name: string, wanted = true): Promise<void> {
    const until = vi.waitFor(async () => {
      const answer = await this.#page.evaluate(ask, [what, name]);
      if (answer !== wanted) throw new Error(`${this.#who}: ${what} ${name}: ${String(answer)}`);
    }, patience);
    await until.catch(async (error: unknown) => {
      const seen = await this.#page.evaluate(look, [what, name]);
      throw new Error(`${error instanceof Error ? error.message : String(error)}; ${JSON.stringify(seen)}`);
    });
  }
}

/** What there is instead, for whoever reads of a failure. Runs in the page. */
async function look(): Promise<unknown> {
  const call = document.querySelector("mesh-call");
  const stage = call?.shadowRoot?.querySelector("mesh-stage");
  const tiles = [...(stage?.shadowRoot?.querySelectorAll("mesh-tile") ?? [])].map((tile) => {
    const video = tile.shadowRoot?.querySelector("video");
    if (!video) return "no picture";
    const { hidden, videoWidth, clientWidth, paused, readyState, currentTime } = video;
    return { hidden, videoWidth, clientWidth, paused, readyState, currentTime };
  });
  const room = call?.currentRoom;
  const participants = [...(room?.participants.values() ?? [])].map(({ identity, state, videoTracks }) => {
    const videos = [...videoTracks.values()].map(({ trackName, isSubscribed, isTrackEnabled }) => {
      return { trackName, isSubscribed, isTrackEnabled };
    });
    return { identity, state, videos };
  });
  const streams = [...((await room?.getRtcStats())?.values() ?? [])].map((report) =>
    [...report.values()]
      .filter(({ type }) => type === "inbound-rtp" || type === "outbound-rtp")
      .map(({ type, kind, bytesSent, bytesReceived, framesDecoded }) => {
        return { type, kind, bytesSent, bytesReceived, framesDecoded };
      }),
  );
  return { visibility: document.visibilityState, tiles, participants, streams };
}

/** Runs in the page. */
async function ask([what, name]: Question): Promise<boolean> {
  const deep = (root: ParentNode): Element[] =>
    [...root.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot === null ? [] : deep(element.shadowRoot)),
    ]);
  const all = deep(document);
  const textOf = (element: Element): string =>
    element.shadowRoot === null
      ? (element.textContent ?? "")
      : deep(element.shadowRoot)
          .filter(({ localName, children }) => localName !== "style" && children.length === 0)
          .map(({ textContent }) => textContent ?? "")
          .join(" ");
  const tile = all.find((element) => element.localName === "mesh-tile" && textOf(element).includes(name));
  const frame = (): Promise<unknown> => new Promise((settle) => setTimeout(settle, 300));
  switch (what) {
    case "press": {
      const button = all.find(
        (element): element is HTMLElement =>
          element instanceof HTMLElement &&
          element.matches("button, summary") &&
          (
            element.getAttribute("aria-label") ?? (element.querySelector(".label") ?? element).textContent
          ).trim() === name,
      );
      button?.click();
      return button !== undefined;
    }
    case "says":
      return all.some((element) => element.children.length === 0 && textOf(element).includes(name));
    case "is muted":
      return tile !== undefined && textOf(tile).includes("Microphone off");
    case "shows": {
      const video = tile?.shadowRoot?.querySelector("video");
      if (!video || video.hidden || video.videoWidth === 0) return false;
      const before = video.currentTime;
      await frame();
      return video.currentTime > before;
    }
    case "hears": {
      const plays = all.some(
        (element) => element instanceof HTMLAudioElement && !element.muted && !element.paused,
      );
      const energy = async (): Promise<number> => {
        const reports = await document.querySelector("mesh-call")?.currentRoom?.getRtcStats();
        return [...(reports?.values() ?? [])]
          .flatMap((report) => [...report.values()])
          .filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio")
          .reduce((sum, { totalAudioEnergy }) => sum + (totalAudioEnergy ?? 0), 0);
      };
      const before = await energy();
      await new Promise((settle) => setTimeout(settle, 1_000)); // a pause in speech is shorter
      return plays && (await energy()) > before;
    }
    case "level": {
      const meter = all.find((element) => element.matches("[role=meter], meter"));
      return (
        Number(meter?.getAttribute("aria-valuenow") ?? (meter as HTMLMeterElement | undefined)?.value) > 0
      );
    }
    case "measures": {
      const context = new AudioContext();
      // without a device it neither starts nor fails
      const starts = context.resume().then(() => true);
      const isLate = new Promise<boolean>((settle) => setTimeout(() => settle(false), 2_000));
      return Promise.race([starts, isLate]);
    }
    case "choices": {
      const label = all.find((element) => element.localName === "label" && textOf(element).includes(name));
      const options = [...(label?.querySelectorAll("option") ?? [])];
      return options.some(({ value, label: words }) => value !== "" && words !== "");
    }
    case "write": {
      const field = all.find((element) => element.localName === "textarea") as
        | HTMLTextAreaElement
        | undefined;
      if (field === undefined) return false;
      field.value = name;
      field.form?.requestSubmit();
      return true;
    }
  }
}
