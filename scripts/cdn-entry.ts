/**
 * What one classic `<script>` tag loads: it defines the elements and sets `globalThis.Meshcall`. With
 * `data-global="Twilio.Video"` the SDK goes by that name too, for pages written for Twilio's own script.
 */
import "../web/elements.ts";
import * as sdk from "../web/sdk.ts";

export * from "../web/sdk.ts";

if (typeof document === "object") {
  const names = document.currentScript?.dataset.global?.split(".") ?? [];
  const last = names.pop();
  let place: object = globalThis;
  for (const name of names) {
    const inner: unknown = Reflect.get(place, name);
    const next: object = typeof inner === "object" && inner !== null ? inner : {};
    Reflect.set(place, name, next);
    place = next;
  }
  if (last !== undefined) Reflect.set(place, last, sdk);
}
