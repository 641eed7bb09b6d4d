import { define } from "../define.ts";

/** Defines `<mesh-captions>`, which comes with the first caption. Safe to call twice. */
export async function defineCaptions(): Promise<typeof import("../../captions/captions.ts")> {
  const { captions, MeshCaptions } = await import("./mesh-captions.ts");
  define("mesh-captions", MeshCaptions);
  return captions;
}

/** Defines `<mesh-transcript>` as well, whose code comes with the first who opens it. Safe to call twice. */
export async function defineTranscript(): Promise<void> {
  const [{ MeshTranscript }] = await Promise.all([import("./mesh-transcript.ts"), defineCaptions()]);
  define("mesh-transcript", MeshTranscript);
}
