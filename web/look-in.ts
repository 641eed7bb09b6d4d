import type { Looked, TokenAnswer } from "./room/connect-options.ts";
import { serverUrl } from "./signaling/server-url.ts";

/** A lobby loads this before anybody has said that they will join, so it reads the few members it needs by itself. */

export interface Question {
  room: string;
  /** Undefined: who asks has no name yet, and so no token. */
  as: { identity: string; name: string } | undefined;
}

/** Who is in, as far as the room tells those who stand before it. What is wrong is told to who joins. */
export function lookIn(server: string | undefined, { room, as }: Question): Looked {
  const ask = async (path: string, body: object): Promise<unknown> => {
    try {
      const request = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      };
      const reply = await fetch(new URL(path, serverUrl(server)), request);
      return reply.ok ? await reply.json() : undefined;
    } catch {
      return undefined;
    }
  };
  const namesIn = async (): Promise<string[] | undefined> => {
    // a room that is not listed is not there for who asks this; to ask for its people would be an error
    const { exists } = recordOf(await ask("rooms/exists", { room }));
    return exists === true ? namesOf(await ask("rooms/participants", { room })) : undefined;
  };
  const token = as === undefined ? Promise.resolve(undefined) : ask("token", { room, ...as }).then(tokenOf);
  return { names: namesIn(), token };
}

function namesOf(json: unknown): string[] | undefined {
  const { participants } = recordOf(json);
  if (!Array.isArray(participants)) return undefined;
  return participants.flatMap((each: unknown) => {
    const { name } = recordOf(each);
    return typeof name === "string" ? [name] : [];
  });
}

function tokenOf(json: unknown): TokenAnswer | undefined {
  const { token, identity, participants } = recordOf(json);
  const isWhole =
    typeof token === "string" && typeof identity === "string" && typeof participants === "number";
  return isWhole ? { token, identity, participants } : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
