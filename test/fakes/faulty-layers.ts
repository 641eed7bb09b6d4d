/** In a thread: frames of shared encoders that do not come when that is told. */
import { SharedLayer } from "../../web/mesh/shared/thread/shared-layer.ts";
import { faultsName } from "./faults-name.ts";

let isStalled = false;

new BroadcastChannel(faultsName).addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (data === "stall") isStalled = true;
  if (data === "death") self.close();
});

const take = Reflect.get(SharedLayer.prototype, "take");
SharedLayer.prototype.take = function (frame): void {
  if (!isStalled) take.call(this, frame);
};
