import { posix } from "node:path";
import type { InlineConfig, Plugin } from "vite";
import { inRepository, repositoryDir } from "./repository.ts";
import { targetLocales } from "../web/elements/locales/locale-codes.ts";
import { webConfig } from "./shared-config.ts";
import { minifyAgain } from "./vite-plugin-minify-again.ts";
import { plainExports } from "./vite-plugin-plain-exports.ts";

interface Together {
  name: string;
  /** Paths in the repository. */
  modules: readonly string[];
}

interface Library {
  /** Path in the repository. */
  entry: string;
  /** Path in the repository. */
  output: string;
  format: "es" | "iife";
  /** Export conditions of dependencies; left out, those of a browser. */
  conditions?: string[];
  /** What only `import()` asks for lies beside the output, in files of its own. */
  lazyChunks?: true;
  /** Modules that stay imports, by the name that the package has for them. */
  external?: Readonly<Record<string, string>>;
  /** Some use it without a call: that part is a file of its own. */
  withoutCall?: true;
  /** A script of another thread: it exports nothing. */
  thread?: true;
  /**
   * Modules that are asked for together, later: they and what they import are one file, by its name. What an earlier one has
   * is imported by the others.
   */
  together?: readonly Together[];
}

/**
 * One tag loads each from any host. The two for modules fetch what a call needs later from beside them; the classic
 * script has everything inside.
 */
const webLibraries: readonly Library[] = [
  { entry: "web/index.ts", output: "dist/meshcall.js", format: "es", lazyChunks: true, withoutCall: true },
  {
    entry: "web/elements.ts",
    output: "dist/elements.js",
    format: "es",
    lazyChunks: true,
    together: [
      { name: "call", modules: ["web/call.ts", "web/elements/call/call-parts.ts"] },
      // As soon as a call stands: what nobody can have asked for before that.
      {
        name: "later",
        modules: [
          "web/elements/call/above-stage.ts",
          "web/elements/call/panels.ts",
          "web/elements/controls/beside-bar.ts",
          "web/elements/devices/own-screen.ts",
          "web/elements/invite/mesh-invite.ts",
          "web/elements/stage/surface/stage-surface.ts",
          "web/media/screen.ts",
          "web/room/tile-watch.ts",
        ],
      },
      // With the first trouble that is not the network's; in a call as soon as it stands.
      {
        name: "troubles",
        modules: [
          "web/elements/notice/explanations.ts",
          "web/elements/notice/trouble-words.ts",
          "web/elements/notice/tell-policy.ts",
        ],
      },
      // With the first device that comes or goes.
      { name: "devices", modules: ["web/elements/devices/hot-swap.ts"] },
    ],
  },
  {
    entry: "web/react.ts",
    output: "dist/react.js",
    format: "es",
    // By its own name in the package: so a server is given the entry that does nothing.
    external: { "web/elements.ts": "meshcall/elements", react: "react", "@lit/react": "@lit/react" },
  },
  { entry: "web/rooms.ts", output: "dist/rooms.js", format: "es", lazyChunks: true },
  // Features for who uses the SDK without the elements: they work with a room of whichever copy.
  { entry: "web/files.ts", output: "dist/files.js", format: "es", lazyChunks: true },
  { entry: "web/captions.ts", output: "dist/captions.js", format: "es", lazyChunks: true },
  { entry: "web/recording.ts", output: "dist/recording.js", format: "es", lazyChunks: true },
  // The others hold it inside a part that comes later; the classic script, which has no such parts, fetches it.
  { entry: "web/recording/export-thread.ts", output: "dist/recording-files.js", format: "es" },
  { entry: "web/timeline.ts", output: "dist/timeline.js", format: "es", lazyChunks: true },
  { entry: "web/chat.ts", output: "dist/chat.js", format: "es", lazyChunks: true },
  { entry: "web/effects.ts", output: "dist/effects.js", format: "es", lazyChunks: true },
  // For an application that renders on a server and imports the elements there too: nothing happens.
  { entry: "web/elements.ts", output: "dist/elements.server.js", format: "es", conditions: ["node"] },
  { entry: "scripts/cdn-entry.ts", output: "dist/meshcall.cdn.js", format: "iife" },
  // The others hold it inline; a page whose policy forbids `blob:` serves this copy.
  { entry: "web/kernel/kernel-worker.ts", output: "dist/kernel-worker.js", format: "es", thread: true },
  { entry: "web/seal/sealing-thread.ts", output: "dist/sealing-thread.js", format: "es", thread: true },
];

/** Vite configurations of the files that `npm pack` ships for pages. */
export function webLibraryBuilds(): InlineConfig[] {
  const libraries = webLibraries.map((library) => {
    // The classic script cannot fetch a part later: browsers without SIMD are too few for all others to load it.
    const web = webConfig({ scalar: library.format !== "iife" });
    const conditions = library.conditions
      ? { conditions: [...library.conditions, "module", "production"] }
      : {};
    // What is one file has no languages inside: the classic script fetches them from beside it, a server needs none.
    const alias = library.lazyChunks
      ? web.resolve.alias
      : [...web.resolve.alias, wordsFromBeside, assetsFromBeside, recordingFilesFromBeside];
    const plugins = [
      ...web.plugins,
      staysImport(library.external ?? {}),
      ...(library.together === undefined ? [] : [minifyAgain(), plainExports()]),
      ...(library.thread ? [minifyAgain()] : []),
    ];
    return {
      ...libraryBuild(library),
      ...web,
      plugins,
      resolve: { ...web.resolve, ...conditions, alias },
    };
  });
  return [...libraries, ...wordBuilds()];
}

/** As large as the rest of the classic script, and few record. */
const recordingFilesFromBeside = {
  find: /^\.\/inline-export-thread\.ts$/,
  replacement: inRepository("scripts/stubs/inline-export-thread.ts"),
};

const wordsFromBeside = {
  find: /^\.\/load-words\.ts$/,
  replacement: inRepository("scripts/stubs/load-words.ts"),
};

const assetsFromBeside = {
  find: /^\.\.?\/assets\.ts$/,
  replacement: inRepository("scripts/stubs/effects-assets.ts"),
};

/** The languages for the classic script: a file each, which imports nothing of it. */
function wordBuilds(): InlineConfig[] {
  return targetLocales.map((locale) =>
    libraryBuild({
      entry: `web/elements/locales/${locale}.ts`,
      output: `dist/meshcall.cdn-${locale}.js`,
      format: "es",
    }),
  );
}

function staysImport(names: Readonly<Record<string, string>>): Plugin {
  return {
    name: "meshcall:stays-import",
    enforce: "pre",
    resolveId(specifier, importer) {
      const file =
        specifier.startsWith(".") && importer ? posix.join(posix.dirname(importer), specifier) : undefined;
      const id = names[file === undefined ? specifier : posix.relative(repositoryDir, file)];
      return id === undefined ? null : { id, external: true };
    },
  };
}

/** The signal-worker for `wrangler deploy`, or to import and export again from another Worker. */
export function signalWorkerBuild(): InlineConfig {
  const config = libraryBuild({
    entry: "signal-worker/src/index.ts",
    output: "dist/signal-worker/index.js",
    format: "es",
  });
  return {
    ...config,
    resolve: { conditions: ["workerd", "worker", "module", "browser", "production"] },
    build: {
      ...config.build,
      rolldownOptions: { ...config.build?.rolldownOptions, external: [/^cloudflare:/, /^node:/] },
    },
  };
}

/** What runs on somebody's own server: the signing of tokens, and the command line. */
export function serverBuilds(): InlineConfig[] {
  return ["index", "cli"].map((entry) => {
    const output = entry === "index" ? "dist/server.js" : "dist/cli.js";
    const config = libraryBuild({ entry: `server/${entry}.ts`, output, format: "es" });
    const rolldownOptions = { ...config.build?.rolldownOptions, external: [/^node:/] };
    return { ...config, build: { ...config.build, rolldownOptions } };
  });
}

const initial: "$initial"[] = ["$initial"];
const core = { name: "core", tags: initial };
/** Devices, tracks, tokens, logging, errors. */
const base = {
  name: "base",
  tags: initial,
  priority: 1,
  test: new RegExp(
    [
      "web/(create-local-tracks|is-supported|logger|run-preflight|version)\\.ts$",
      "web/(media/(capture|screen)|preflight/preflight-test|signaling/(fetch-token|server-url))\\.ts$",
      "web/room/(attachments|data-(sinks|wire)|emitter|errors|log|media-track|processor-slot|track-info)\\.ts$",
      "web/room/local-(data|media)-track\\.ts$",
      "signal-worker/protocol/",
      "node_modules/valibot/",
      "/package\\.json$",
    ].join("|"),
  ),
};

interface ModuleGraph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** What the entry loads at once belongs to `core`, which goes first. */
function togetherGroup({ name, modules }: Together, priority: number) {
  const found = new WeakMap<ModuleGraph, ReadonlySet<string>>();
  return {
    priority,
    name: (id: string, graph: ModuleGraph) => {
      const known = found.get(graph) ?? withImports(modules.map(inRepository), graph);
      found.set(graph, known);
      return known.has(id) ? name : null;
    },
  };
}

function withImports(modules: readonly string[], graph: ModuleGraph): ReadonlySet<string> {
  const found = new Set(modules);
  for (const id of found) for (const other of graph.getModuleInfo(id)?.importedIds ?? []) found.add(other);
  return found;
}

function libraryBuild({ entry, output, format, lazyChunks, withoutCall, together }: Library): InlineConfig {
  const slash = output.lastIndexOf("/");
  const groups = [
    ...(withoutCall ? [base] : []),
    { ...core, priority: together?.length ?? 0 },
    ...(together ?? []).map((each, index, { length }) => togetherGroup(each, length - 1 - index)),
  ];
  return {
    configFile: false,
    root: repositoryDir,
    publicDir: false,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2022",
      outDir: inRepository(output.slice(0, slash)),
      emptyOutDir: false,
      lib: {
        entry: inRepository(entry),
        formats: [format],
        name: "Meshcall",
        fileName: () => output.slice(slash + 1),
      },
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: {
          // What the entry needs at once is one chunk: lazy ones share it, and the entry exports no more for that. Of the
          // SDK it is two: an application's bundler drops a file of which nothing is used, and much is used without a call.
          codeSplitting: lazyChunks ? { groups } : false,
          // no hash in it: the package's version says which it is
          chunkFileNames: `${output.slice(slash + 1, -".js".length)}-[name].js`,
          // Vite keeps the white space of ES libraries; these are loaded as they are.
          minify: true,
          // `var Meshcall` is no global when a page loads the file as a module.
          ...(format === "iife" ? { footer: "globalThis.Meshcall = Meshcall;" } : {}),
        },
      },
    },
  };
}
