import "../../scripts/stay-offline.ts";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { mustRun } from "../../scripts/run-command.ts";

/** An empty application that installed what `npm pack` makes. Needs `npm run build` before. */
const app = mkdtempSync(join(tmpdir(), "meshcall-package-"));
const installed = join(app, "node_modules/meshcall");

beforeAll(async () => {
  await mustRun(["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", app]);
  const tarball = readdirSync(app).find((name) => name.endsWith(".tgz"));
  write("package.json", JSON.stringify({ name: "app", private: true, type: "module" }));
  await mustRun(["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`], {
    cwd: app,
  });
  // React is the application's own.
  symlinkSync(inRepository("node_modules/react"), join(app, "node_modules/react"));
}, 120_000);

afterAll(() => rmSync(app, { recursive: true, force: true }));

describe("the package, installed from its tarball", () => {
  test("an application builds with the SDK and with the elements", { timeout: 60_000 }, async () => {
    write("index.html", `<!doctype html><script type="module" src="/main.ts"></script>`);
    write("main.ts", `import { connect } from "meshcall"; import "meshcall/elements"; console.log(connect);`);
    await build({ root: app, configFile: false, logLevel: "error" });
    const assets = readdirSync(join(app, "dist/assets"));
    const scripts = assets.filter((name) => name.endsWith(".js"));
    const text = scripts.map((name) => readFileSync(join(app, "dist/assets", name), "utf8")).join();
    expect(text).toContain("mesh-call");
  });

  test("its types stand on their own", { timeout: 60_000 }, async () => {
    write(
      "typed.ts",
      `import { connect, type Room } from "meshcall";
       import "meshcall/elements";
       import type {} from "meshcall/cdn";
       import { createRoom, listRooms, roomManagement, type ListedRoom } from "meshcall/rooms";
       import { captionsOf, type CaptionLine } from "meshcall/captions";
       import { timelineOf, timelineWebVtt } from "meshcall/timeline";
       import { chatOf, type ChatEntry } from "meshcall/chat";
       import { filesOf, type RemoteFile } from "meshcall/files";
       import { recordingOf } from "meshcall/recording";
       import { signToken, type ApiKey } from "meshcall/server";
       import { GaussianBlurBackgroundProcessor, NoiseSuppressor } from "meshcall/effects";
       import { createLocalTracks } from "meshcall";
       export async function quiet(): Promise<void> {
         for (const track of await createLocalTracks())
           if (track.kind === "video") track.addProcessor(new GaussianBlurBackgroundProcessor({ blurFilterRadius: 9 }));
           else if (track.kind === "audio") track.addProcessor(new NoiseSuppressor());
       }
       export const lobby = async (): Promise<ListedRoom[]> => (await listRooms({ count: 10 })).rooms;
       export const take = (room: Room): void => void filesOf(room).on("offered", (file: RemoteFile) => file.accept());
       export const recording = (room: Room): string => recordingOf(room).state.is;
       export const said = (room: Room): readonly ChatEntry[] => chatOf(room).entries;
       export async function brief(): Promise<void> {
         const { room, secret } = await createRoom({ isListed: true, description: "Brief" });
         await roomManagement(room, secret).kick({ sid: "PA" }, { keepOut: true });
         // @ts-expect-error: it is called isListed.
         await createRoom({ listed: true });
       }
       export const forAna = (key: ApiKey): Promise<string> => signToken(key, { identity: "ana" });
       export async function identity(token: string): Promise<string> {
         const room: Room = await connect(token, { name: "standup" });
         room.on("participantConnected", (participant) => participant.identity.toUpperCase());
         // @ts-expect-error: a room has no such property, so its type is not any.
         room.noSuchProperty;
         return room.localParticipant.identity;
       }
       export function write(room: Room): string {
         captionsOf(room).on("lineChanged", (line: CaptionLine) => line.text.trim());
         timelineOf(room).follow(captionsOf(room));
         // @ts-expect-error: a text, not a number
         captionsOf(room).typed(3);
         return timelineWebVtt(timelineOf(room));
       }
       export const tag: HTMLElement = document.createElement("mesh-call");
       export const sdk: typeof connect = Meshcall.connect;`,
    );
    write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          target: "ES2022",
          module: "ESNext",
          moduleResolution: "Bundler",
          lib: ["ES2024", "DOM", "DOM.Iterable"],
          strict: true,
          noEmit: true,
          types: [],
        },
        files: ["typed.ts"],
      }),
    );
    await mustRun(["tsc", "-p", app]);
  });

  test("React's components are typed", { timeout: 60_000 }, async () => {
    write(
      "standup.tsx",
      `import { useRef } from "react";
       import { MeshCall, MeshPeople } from "meshcall/react";
       export function Standup({ token }: { token: string }) {
         const call = useRef<HTMLElementTagNameMap["mesh-call"]>(null);
         return (
           <main onClick={() => call.current?.leave()}>
             <MeshCall ref={call} room="standup" token={token} skipLobby className="wide"
               onMeshJoined={({ room }) => room.localParticipant.identity.toUpperCase()}
               onMeshState={({ state }) => state === "in-call"} />
             <MeshPeople />
             {/* @ts-expect-error: the room of a call is a name */}
             <MeshCall room={3} />
             {/* @ts-expect-error: there is no such event */}
             <MeshCall onMeshNothing={() => undefined} />
           </main>
         );
       }`,
    );
    write(
      "tsconfig.react.json",
      JSON.stringify({
        compilerOptions: {
          target: "ES2022",
          module: "ESNext",
          moduleResolution: "Bundler",
          lib: ["ES2024", "DOM", "DOM.Iterable"],
          jsx: "react-jsx",
          strict: true,
          noEmit: true,
          types: [],
        },
        files: ["standup.tsx"],
      }),
    );
    await mustRun(["tsc", "-p", join(app, "tsconfig.react.json")]);
  });

  test(
    "an application for Twilio Video compiles with the import aliased, without Node's types",
    { timeout: 60_000 },
    async () => {
      cpSync(inRepository("test/fixtures/quickstart"), join(app, "quickstart"), { recursive: true });
      write(
        "quickstart/tsconfig.json",
        JSON.stringify({
          compilerOptions: {
            target: "ES2022",
            module: "ESNext",
            moduleResolution: "Bundler",
            allowImportingTsExtensions: true,
            lib: ["ES2022", "DOM"],
            strict: true,
            noEmit: true,
            types: [],
            paths: { "twilio-video": ["../node_modules/meshcall"] },
          },
          files: ["main.ts"],
        }),
      );
      await mustRun(["tsc", "-p", join(app, "quickstart")]);
    },
  );

  test("who imports one function loads no call", { timeout: 60_000 }, async () => {
    const sizes: number[] = [];
    for (const name of ["connect", "fetchToken", "Logger", "isSupported"]) {
      write("one.ts", `import { ${name} } from "meshcall"; globalThis.used = ${name};`);
      const output = await build({
        root: app,
        configFile: false,
        logLevel: "error",
        build: { write: false, rolldownOptions: { input: join(app, "one.ts") } },
      });
      if (!("output" in output)) throw new Error("Vite gave several outputs");
      const [{ code }] = output.output;
      sizes.push(code.length);
    }
    const [call = 0, ...others] = sizes;
    for (const size of others) expect(size).toBeLessThan(call / 5);
  });

  test(
    "a project of one's own deploys its signal-worker, as docs/deploy.md says",
    { timeout: 60_000 },
    async () => {
      const guide = readFileSync(inRepository("docs/deploy.md"), "utf8");
      for (const [name, language] of [
        ["worker.js", "js"],
        ["wrangler.jsonc", "jsonc"],
      ] as const)
        write(name, new RegExp(`\`\`\`${language}\n// ${name}\n(.*?)\`\`\``, "s").exec(guide)?.[1] ?? "");
      mkdirSync(join(app, "public"), { recursive: true });
      writeFileSync(join(app, "public/index.html"), "<!doctype html>");
      const output = await mustRun(["wrangler", "deploy", "--dry-run", "--outdir", join(app, "out")], {
        cwd: app,
      });
      expect(output).toContain("env.ACCOUNTS");
      expect(output).toContain("--dry-run: exiting now");
    },
  );

  test("the configuration for plain workerd lies beside what it embeds", () => {
    const files = readdirSync(join(installed, "dist/signal-worker"));
    expect(files.sort()).toEqual(["index.js", "workerd.capnp"]);
  });

  test("its command makes a token", async () => {
    const command = ["token", "--development", "--identity", "ana", "--room", "standup"] as const;
    const output = await mustRun([join(app, "node_modules/.bin/meshcall"), ...command], { cwd: app });
    expect(output).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  test.each(["meshcall", "meshcall/elements", "meshcall/server", "meshcall/react"])(
    "importing %s in Node leaves no trace",
    async (name) => {
      const script = `
      await import("lit");
      const before = new Set(Reflect.ownKeys(globalThis));
      await import(${JSON.stringify(name)});
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String);
      console.log(JSON.stringify(added.filter((key) => !key.includes("undici"))));`;
      // Lit leaves marks of its own, and Node's fetch when something first looks at it. That the process ends
      // says that nothing is left open.
      const output = await mustRun(["node", "--input-type=module", "--eval", script], { cwd: app });
      expect(output.trim()).toBe("[]");
    },
  );

  test("it holds no source, no test and no path of the machine that built it", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /^(web|test|scripts|wasm|signal-worker)\b/.test(file))).toEqual([]);
    for (const file of files.filter((each) => /\.(js|map|d\.ts)$/.test(each)))
      expect(readFileSync(join(installed, file), "utf8").includes(process.cwd()), file).toBe(false);
  });
});

function write(file: string, text: string): void {
  writeFileSync(join(app, file), text);
}
