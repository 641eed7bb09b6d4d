import { signToken } from "meshcall/server";

/** Runs as it is on Cloudflare, Deno, Bun and the like; in Node behind any adapter for `Request` and `Response`. */
export async function answer(request, env) {
  const user = whoIs(request);
  const room = new URL(request.url).searchParams.get("room");
  if (user === undefined || room === null) return new Response("Who are you?", { status: 401 });
  const key = {
    accountSid: env.ACCOUNT_SID,
    apiKeySid: env.API_KEY_SID,
    apiKeySecret: env.API_KEY_SECRET,
  };
  return new Response(await signToken(key, { identity: user.id, name: user.name, room }));
}

/** Yours: a session, a cookie … Here everybody who asks is somebody else. */
function whoIs() {
  const id = crypto.randomUUID();
  return { id, name: `Member ${id.slice(0, 4)}` };
}
