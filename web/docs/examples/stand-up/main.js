import "meshcall/elements";

const call = document.querySelector("mesh-call");
const turns = document.querySelector("#turns");
const list = turns.querySelector("ol");

call.room = new URLSearchParams(location.search).get("room") ?? "stand-up";

call.addEventListener("mesh-joined", ({ room }) => {
  /** SID of whoever speaks. */
  let turn = room.localParticipant.sid;

  const everybody = () =>
    // By SID, so that the order is the same on every screen.
    [room.localParticipant, ...room.participants.values()].sort((one, other) =>
      one.sid < other.sid ? -1 : 1,
    );

  const show = () => {
    turns.hidden = false;
    list.replaceChildren(
      ...everybody().map(({ sid, displayName }) => {
        const item = document.createElement("li");
        item.textContent = displayName;
        if (sid === turn) item.setAttribute("aria-current", "true");
        return item;
      }),
    );
  };

  const pass = (sid) => {
    turn = sid;
    show();
  };

  turns.querySelector("button").onclick = () => {
    const sids = everybody().map(({ sid }) => sid);
    pass(sids[(sids.indexOf(turn) + 1) % sids.length]);
    room.sendMessage("turn", turn).catch(() => {}); // who is just leaving misses it
  };
  room.on("messageReceived", (command, body) => command === "turn" && pass(String(body)));
  room.on("participantConnected", show);
  room.on("participantDisconnected", show);
  show();
});

call.addEventListener("mesh-left", () => (turns.hidden = true));
