import type { EncodingWishes } from "../../room/layer.ts";
import type { ChooseLayers } from "../../room/ports.ts";
import type { LinkLayers } from "../link-layers.ts";
import { withAudioEconomy } from "./audio-economy.ts";
import type { Sharing } from "../shared/sharing.ts";
import type { UplinkGovernor } from "./uplink-governor.ts";
import { log } from "../../room/log.ts";

/** The links that share this device's line. What divides it among them is loaded when the first one has settled. */
export class Uplink {
  readonly #choose: ChooseLayers;
  readonly #people: () => number;
  readonly #links = new Set<LinkLayers>();
  /** Undefined: as Meshcall has it. */
  encoding: EncodingWishes | undefined;
  /** Undefined: each link has encoders of its own. */
  sharing: Sharing | undefined;
  #governor: Promise<UplinkGovernor | undefined> | undefined;

  /** @param people in the room as far as is known, oneself included */
  constructor(
    choose: ChooseLayers,
    people: () => number,
    encoding: EncodingWishes | undefined,
    sharing: Sharing | undefined,
  ) {
    this.#choose = choose;
    this.#people = people;
    this.encoding = encoding;
    this.sharing = sharing;
  }

  get people(): number {
    return this.#people();
  }

  /** @param newcomers who are not counted yet */
  withAudioEconomy<Description extends { sdp: string }>(
    description: Description,
    newcomers = 0,
  ): Description {
    return withAudioEconomy(description, this.people + newcomers, this.encoding);
  }

  /** From now on the link's layers are chosen with those of the others. */
  add(link: LinkLayers): void {
    this.#links.add(link);
    this.#governor ??= this.#load();
    void this.#governor.then((governor) => governor?.follow());
  }

  /** Safe to call twice. */
  remove(link: LinkLayers): void {
    this.#links.delete(link);
    void this.#governor?.then((governor) => governor?.follow());
  }

  keyFrame(sid: string): void {
    for (const link of this.#links) link.keyFrame(sid);
  }

  /** A wish has changed. */
  chooseSoon(delayMs: number): void {
    void this.#governor?.then((governor) => governor?.chooseSoon(delayMs));
  }

  async #load(): Promise<UplinkGovernor | undefined> {
    try {
      const { UplinkGovernor } = await import("./uplink-governor.ts");
      return new UplinkGovernor(this.#links, this.#choose, this.#people, this.sharing);
    } catch (error) {
      log("warn", "a file of this package is missing; layers stay as they are", error);
      this.#governor = undefined;
      return undefined;
    }
  }
}
