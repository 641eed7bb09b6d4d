import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";
