import type { Filter, Listed, Part } from "../account/account-queries.ts";
import type { RestCode } from "./errors.ts";
import { parseWhole } from "./room-parameters.ts";

/** Twilio's lists: a page, and the absolute addresses of those beside it. */

const pageSize = { least: 1, most: 1_000, usual: 50 } as const;

export interface Asked {
  readonly part: Part;
  readonly page: number;
  readonly filter: Filter;
}

/** What a list may be filtered by. */
interface Filters {
  /** The parameter that `Filter.name` comes from. */
  readonly name: "UniqueName" | "Identity" | "StatusCallbackEvent";
  readonly statuses: readonly string[];
  readonly usualStatus: string | undefined;
}

export function parseAsked(
  query: URLSearchParams,
  { name, statuses, usualStatus }: Filters,
): Asked | { readonly wrong: RestCode } {
  const size = query.get("PageSize");
  const count = parseWhole(size, pageSize, pageSize.usual);
  if (count === undefined) return { wrong: Number(size) > pageSize.most ? 20007 : 20422 };
  const page = parseWhole(query.get("Page"), { least: 0, most: Number.MAX_SAFE_INTEGER }, 0);
  const token = query.get("PageToken");
  const cursor = token === null ? undefined : parseToken(token);
  if (page === undefined || (token !== null && cursor === undefined)) return { wrong: 20422 };
  const status = query.get("Status") ?? usualStatus;
  if (status !== undefined && !statuses.includes(status)) return { wrong: 53112 };
  const fromMs = parseDate(query.get("DateCreatedAfter"));
  const beforeMs = parseDate(query.get("DateCreatedBefore"));
  if (fromMs === null || beforeMs === null) return { wrong: 20422 };
  return {
    part: { count, cursor },
    page,
    filter: { status, name: query.get(name) ?? undefined, fromMs, beforeMs },
  };
}

/** @param url of this request: the others differ from it in their page alone. */
export function pageMeta(
  url: URL,
  key: string,
  { part, page }: Asked,
  listed: Pick<Listed<unknown>, "older" | "newer">,
) {
  const at = (number: number, token: string | undefined): string => {
    const other = new URL(url);
    other.searchParams.set("PageSize", String(part.count));
    other.searchParams.set("Page", String(number));
    if (token === undefined) other.searchParams.delete("PageToken");
    else other.searchParams.set("PageToken", token);
    return other.href;
  };
  const { older, newer } = listed;
  return {
    page,
    page_size: part.count,
    first_page_url: at(0, undefined),
    previous_page_url: newer === undefined ? null : at(Math.max(0, page - 1), `PB${newer}`),
    url: at(page, url.searchParams.get("PageToken") ?? undefined),
    next_page_url: older === undefined ? null : at(page + 1, `PA${older}`),
    key,
  };
}

/** A list that is there as a whole. */
export function wholeMeta(url: URL, key: string, entries: number) {
  const part = { count: Math.max(pageSize.usual, entries), cursor: undefined };
  const filter = { status: undefined, name: undefined, fromMs: undefined, beforeMs: undefined };
  return pageMeta(url, key, { part, page: 0, filter }, { older: undefined, newer: undefined });
}

/** `PA` and the number of the last entry shown, `PB` and that of the first. */
function parseToken(token: string): Part["cursor"] {
  const [, side, digits] = /^P([AB])(\d{1,15})$/.exec(token) ?? [];
  if (digits === undefined) return undefined;
  return side === "A" ? { older: Number(digits) } : { newer: Number(digits) };
}

/** ISO 8601: a day, or a time with its zone. @returns null for what is neither */
function parseDate(text: string | null): number | undefined | null {
  if (text === null) return undefined;
  // A form's plus, which many clients forget to encode, has become a space.
  const date = text.replace(" ", "+");
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/.test(date)) return null;
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}
