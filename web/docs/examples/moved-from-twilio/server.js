// const { AccessToken } = require("twilio").jwt;   the only line that changed, and it may stay as it was
import { AccessToken } from "meshcall/server";

/** The token server that Twilio's quickstarts have. */
export async function answer(request, env) {
  const query = new URL(request.url).searchParams;
  const token = new AccessToken(env.ACCOUNT_SID, env.API_KEY_SID, env.API_KEY_SECRET, {
    identity: query.get("identity") ?? "nobody",
    ttl: 3600,
  });
  token.addGrant(new AccessToken.VideoGrant({ room: query.get("room") ?? "" }));
  return Response.json({ token: await token.toJwt() });
}
