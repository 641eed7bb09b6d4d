import type { Room } from "../../room/room.ts";
import { Shared } from "../room-part/shared.ts";
import type { Panel } from "./call-state.ts";

/** What lies open beside the stage. Subscribers are told what could not be loaded, if anything could not. */
export class OpenPanel extends Shared<[error?: unknown]> {
  #name: Panel = "none";
  #element: HTMLElement | undefined;
  #labelOf: ((panel: Panel) => string) | undefined;
  #notLoaded: Panel = "none";
  #asked: Panel = "none";

  get name(): Panel {
    return this.#name;
  }
  /** What the landmark around it is called. */
  get label(): string {
    return this.#labelOf?.(this.#name) ?? "";
  }
  /** Undefined while nothing is open. */
  get element(): HTMLElement | undefined {
    return this.#element;
  }
  /** Was asked for, and its code did not come: to show it again tries again. */
  get notLoaded(): Panel {
    return this.#notLoaded;
  }

  async show(panel: Panel, room: Room): Promise<void> {
    this.#asked = panel;
    this.#notLoaded = "none";
    if (panel === "none") return this.close();
    try {
      const { makePanel, panelLabel } = await import("./panels.ts");
      const element = await makePanel(panel, room);
      this.#labelOf = panelLabel;
      if (this.#asked !== panel || element === undefined) return;
      element.addEventListener("mesh-action", ({ action }) => {
        if (action.do === "show") void this.show(action.panel, room);
      });
      this.#set(panel, element);
    } catch (error) {
      this.#notLoaded = panel; // its file is gone, or the network
      this.changed(error);
    }
  }

  close(): void {
    this.#asked = "none";
    this.#notLoaded = "none";
    this.#set("none", undefined);
  }

  #set(name: Panel, element: HTMLElement | undefined): void {
    this.#name = name;
    this.#element = element;
    this.changed();
  }
}
