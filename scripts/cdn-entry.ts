/** What one classic `<script>` tag loads: it defines the elements and sets `globalThis.Meshcall`. */
import "../web/elements.ts";

export * from "../web/index.ts";
