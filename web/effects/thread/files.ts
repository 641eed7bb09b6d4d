import type { EffectsFiles } from "./frame-changer.ts";

/** The package's own files, each loaded once. */
export function filesAt(assets: string): EffectsFiles {
  const loaded = new Map<string, Promise<ArrayBuffer>>();
  const load = (name: string): Promise<ArrayBuffer> => {
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const loading = fetchFile(new URL(name, assets));
    loaded.set(name, loading);
    loading.catch(() => loaded.delete(name)); // the next who asks tries again
    return loading;
  };
  return {
    wasm: () => load("effects.wasm"),
    model: (isWide) => load(isWide ? "selfie_segmentation_landscape.tflite" : "selfie_segmentation.tflite"),
  };
}

async function fetchFile(url: URL): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} is not there (${response.status})`);
  return response.arrayBuffer();
}
