import { signatureOf } from "./signature.ts";
import type { Webhook } from "./webhook.ts";

/** `answer`: with a status that is no success. */
export type FailureReason = "answer" | "redirect" | "timeout" | "unreachable" | "no auth token";

/** What became of one attempt. */
export type Outcome =
  | { readonly is: "delivered"; readonly httpStatus: number; readonly tookMs: number }
  | {
      readonly is: "failed";
      /** Where there was an answer at all. */
      readonly httpStatus: number | undefined;
      readonly reason: FailureReason;
      readonly tookMs: number;
      /** What the receiver asked for with `Retry-After`. */
      readonly retryAfterMs: number | undefined;
    };

/** Twilio's patience with a receiver. */
export const patienceMs = 15_000;

/** The request for a webhook, signed. Credentials in the address become a header, as browsers have it. */
export async function webhookRequest(webhook: Webhook, authToken: string): Promise<Request> {
  const url = new URL(webhook.url);
  const headers = new Headers({
    Accept: "*/*",
    "User-Agent": "Meshcall",
    // The same for each attempt, so that a receiver that answered too late knows what it has seen.
    "I-Twilio-Idempotency-Token": `${webhook.roomSid}-${webhook.sequenceNumber}-${webhook.queuedMs}`,
  });
  if (url.username !== "" || url.password !== "") {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set("Authorization", `Basic ${base64(credentials)}`);
    url.username = "";
    url.password = "";
  }
  if (webhook.method === "GET") {
    for (const [name, value] of Object.entries(webhook.parameters)) url.searchParams.append(name, value);
    headers.set("X-Twilio-Signature", await signatureOf(authToken, url.href, {}));
    return new Request(url, { method: "GET", headers, redirect: "manual" });
  }
  headers.set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
  headers.set("X-Twilio-Signature", await signatureOf(authToken, url.href, webhook.parameters));
  const body = new URLSearchParams(webhook.parameters).toString();
  return new Request(url, { method: "POST", headers, body, redirect: "manual" });
}

/**
 * One attempt. Does not throw. A redirect is not followed: it could lead to where the address itself may not.
 *
 * @param authToken of the account; without one nothing is sent, since nobody could tell it from a forgery.
 * @param clockMs the time now.
 */
export async function deliver(
  webhook: Webhook,
  authToken: string | undefined,
  clockMs: () => number,
): Promise<Outcome> {
  const startMs = clockMs();
  const failed = (reason: FailureReason): Outcome => ({
    is: "failed",
    httpStatus: undefined,
    reason,
    tookMs: clockMs() - startMs,
    retryAfterMs: undefined,
  });
  if (authToken === undefined) return failed("no auth token");
  const patience = new AbortController();
  // Not AbortSignal.timeout: its timer would keep the object awake when the answer is there.
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const response = await fetch(await webhookRequest(webhook, authToken), { signal: patience.signal });
    // Nobody reads what it says; unread, it would hold the connection.
    await response.body?.cancel();
    return outcomeOf(response, clockMs() - startMs, clockMs());
  } catch {
    // What was thrown may hold the address, so the log has the kind alone.
    return failed(patience.signal.aborted ? "timeout" : "unreachable");
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf({ status, headers }: Response, tookMs: number, nowMs: number): Outcome {
  if (status >= 200 && status < 300) return { is: "delivered", httpStatus: status, tookMs };
  return {
    is: "failed",
    httpStatus: status,
    reason: status >= 300 && status < 400 ? "redirect" : "answer",
    tookMs,
    retryAfterMs: retryAfterMs(headers.get("Retry-After"), nowMs),
  };
}

/** RFC 9110 section 10.2.3: seconds or a date. */
function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

/** Of text in any script: `btoa` takes Latin-1 alone. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
