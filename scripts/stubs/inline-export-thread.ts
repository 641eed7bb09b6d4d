/** The classic script is one file; what makes files of recordings lies beside it. */
const source = typeof document === "object" ? document.currentScript : null;
const base = source !== null && "src" in source ? source.src : undefined;

/** A script of another site starts no thread, but may be imported by one. */
export class ExportThread extends Worker {
  constructor(options: WorkerOptions) {
    const script = `import ${JSON.stringify(new URL("recording-files.js", base).href)};`;
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    super(url, { ...options, type: "module" });
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
