import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { playwright } from "@vitest/browser-playwright";
import type { TestProjectInlineConfiguration } from "vitest/config";
import { chromiumFlags, findChromium } from "./find-browser.ts";
import { inRepository } from "./repository.ts";
import { pageConditions, webConfig } from "./shared-config.ts";

/** Dependencies of the browser tests. Named here, since one that is found late reloads the page mid-test. */
export const optimizedDependencies = ["@lit/react", "axe-core", "comlink", "react", "react-dom/client"];

/** Beside development's own account: one with two keys and place for two people, one whose rooms REST alone makes. */
const otherAccounts = [
  {
    sid: `AC${"2".repeat(32)}`,
    authToken: "auth token of the second account",
    keys: [
      { sid: `SK${"2".repeat(32)}`, secret: "secret of the second account, 1 of 2" },
      { sid: `SK${"3".repeat(32)}`, secret: "secret of the second account, 2 of 2" },
    ],
    access: [{ rooms: "members/*", admission: "open" }],
  },
  {
    sid: `AC${"3".repeat(32)}`,
    authToken: "the third account's auth token..",
    keys: [{ sid: `SK${"4".repeat(32)}`, secret: "secret of the third account, only one" }],
    adHocRooms: false,
    roomType: "peer-to-peer",
  },
  {
    sid: `AC${"4".repeat(32)}`,
    keys: [{ sid: `SK${"5".repeat(32)}`, secret: "secret of the fourth account, only one" }],
    maxConcurrentParticipants: 2,
  },
];

/** Rooms of development's own account, by what their door is like. */
const access = [
  { rooms: "pin/*", pin: "asked" },
  { rooms: "members/*", admission: "members" },
  { rooms: "knock/*", admission: "knock" },
  { rooms: "green/*", admission: "knock", host: "token" },
  { rooms: "locked/*", locked: true },
  { rooms: "site/*", origins: ["https://site.example"] },
  { rooms: "busy/*", joinsPerMinute: 3 },
];

/** What is waited for comes, on a slow machine too; a promised time is asserted by the test that promises it. */
const patience = { poll: { timeout: 10_000 } };

/** A call of several browsers takes its time to come about, and to end. */
const endToEnd = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 30_000 } } };

/**
 * One project for each environment that tests run in. `groupOrder` runs them one after the other: two cores
 * cannot give a call in a browser its share while another project runs. Vitest runs group 0 last.
 */
export function testProjects(): TestProjectInlineConfiguration[] {
  /** What a round that failed printed: runs it again. */
  const roundsSeed = process.env["ROUNDS_SEED"];
  const root = inRepository(".");
  const executablePath = findChromium();

  return [
    {
      extends: false,
      root,
      ...webConfig(),
      test: {
        name: "node",
        include: ["test/node/**/*.test.ts", "test/contracts/**/*.test.ts"],
        testTimeout: 20_000,
        sequence: { groupOrder: 1 },
      },
    },
    {
      extends: false,
      root,
      ...webConfig(),
      test: {
        name: "wasm",
        include: ["test/wasm/**/*.test.ts"],
        testTimeout: 60_000,
        sequence: { groupOrder: 2 },
      },
    },
    {
      extends: false,
      root,
      plugins: [
        cloudflareTest({
          wrangler: { configPath: inRepository("signal-worker/wrangler.jsonc") },
          miniflare: {
            bindings: {
              MESHCALL_ENV: "development",
              ACCOUNTS_JSON: JSON.stringify(otherAccounts),
              ACCESS_JSON: JSON.stringify(access),
            },
          },
        }),
      ],
      test: {
        name: "workerd",
        include: ["test/workerd/**/*.test.ts"],
        testTimeout: 10_000,
        sequence: { groupOrder: 3 },
      },
    },
    {
      extends: false,
      root,
      ...webConfig(),
      resolve: { ...webConfig().resolve, conditions: pageConditions },
      optimizeDeps: { ...webConfig().optimizeDeps, include: optimizedDependencies },
      test: {
        name: "browser",
        env: roundsSeed === undefined ? {} : { ROUNDS_SEED: roundsSeed },
        include: ["test/browser/**/*.test.ts"],
        setupFiles: ["test/fakes/collect-garbage.ts"],
        testTimeout: 30_000,
        expect: patience,
        sequence: { groupOrder: 4 },
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({
            launchOptions: {
              args: [...chromiumFlags, "--js-flags=--expose-gc"],
              ...(executablePath ? { executablePath } : {}),
            },
            // nothing glides: tests look at where things are, and those of the motion ask for it
            contextOptions: { permissions: ["camera", "microphone"], reducedMotion: "reduce" },
          }),
          instances: [{ browser: "chromium" }],
        },
      },
    },
    {
      extends: false,
      root,
      test: {
        ...endToEnd,
        name: "e2e",
        include: ["test/e2e/**/*.test.ts"],
        fileParallelism: false, // two at a time win no time on two cores
        sequence: { groupOrder: 5 },
      },
    },
  ];
}
