/**
 * Import this before any of Cloudflare's tools: it keeps workerd's hosts from fetching a sample of
 * `request.cf`, sending metrics and asking for newer versions. Nothing local needs a network.
 */
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] ??= "false";
process.env["WRANGLER_SEND_METRICS"] ??= "false";
process.env["WRANGLER_HIDE_BANNER"] ??= "true";
