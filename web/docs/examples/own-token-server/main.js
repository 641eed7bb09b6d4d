import "meshcall/elements";

const call = document.querySelector("mesh-call");
const status = document.querySelector('[role="status"]');
const room = new URLSearchParams(location.search).get("room") ?? "members";

async function token() {
  const reply = await fetch(`./token?${new URLSearchParams({ room })}`);
  if (!reply.ok) throw new Error(`The server has no token for you: ${reply.status}`);
  return reply.text();
}

// In a long call the token ends: set anew, it renews the one in use.
call.addEventListener("mesh-token-about-to-expire", async () => (call.token = await token()));

try {
  call.token = await token();
  call.room = room;
  status.hidden = true;
} catch (error) {
  status.textContent = `${error.message}. This example needs its server: try it with npm start.`;
}
