import type { DataLoss, LinkData, SeatData } from "../room/ports.ts";
import { log } from "../room/log.ts";
import { MediaLink } from "./media-link.ts";
import type { Sealing } from "./sealed-connection.ts";
import type { SealCommand, SealReport } from "./thread-wire.ts";

/** The data tracks of one participant of this page, and with them sound and picture: the same links, sealed under the same keys. */
export class MediaSeat implements SeatData {
  readonly #data: SeatData;
  readonly #sealing: Sealing;
  readonly #links = new Map<string, MediaLink>();

  /**
   * @param data has the same kernel at its other end as `keys`
   * @param keys leads to the kernel: room/media-keys.ts. It is transferred
   * @param kernelGone settles when there is none, or no longer
   */
  constructor(data: SeatData, sealing: Sealing, keys: MessagePort, kernelGone: Promise<void>) {
    this.#data = data;
    this.#sealing = sealing;
    this.#command({ do: "begin", keys }, [keys]);
    const { thread } = sealing;
    thread.onmessage = ({ data: report }: MessageEvent<SealReport>) => this.#heard(report);
    thread.onerror = (event) => {
      event.preventDefault();
      log("warn", "sound and picture cannot be sealed: their thread has failed", event.message);
      this.#fail();
    };
    void kernelGone.then(() => this.#fail());
  }

  start(onLate: (sid: string, loss: DataLoss) => void): void {
    this.#data.start((sid, loss) => onLate(sid, this.#ours(loss)));
  }

  openLink(linkId: string, pc: RTCPeerConnection): LinkData {
    const link = new MediaLink(this.#data.openLink(linkId, pc), pc, linkId, this.#sealing, () => {
      this.#links.delete(linkId);
      this.#command({ do: "drop", linkId });
    });
    this.#links.set(linkId, link);
    return link;
  }

  async send(sid: string, data: string | Uint8Array): Promise<readonly DataLoss[] | undefined> {
    const losses = await this.#data.send(sid, data);
    return losses?.map((loss) => this.#ours(loss));
  }

  end(sid: string): void {
    this.#data.end(sid);
  }

  close(): void {
    this.#data.close();
    this.#sealing.thread.terminate();
  }

  #heard(report: SealReport): void {
    const link = this.#links.get(report.linkId);
    if (report.is === "unopened")
      log("warn", "sound and picture of a participant do not open", report.frames);
    link?.setOpens(report.is === "opened");
  }

  /** Nothing leaves any more, and each link says why. */
  #fail(): void {
    this.#command({ do: "stop" });
    for (const link of this.#links.values()) link.fail();
  }

  #ours({ link, code }: DataLoss): DataLoss {
    for (const ours of this.#links.values()) if (ours.data === link) return { link: ours, code };
    return { link, code };
  }

  #command(command: SealCommand, transferred: Transferable[] = []): void {
    this.#sealing.thread.postMessage(command, transferred);
  }
}
