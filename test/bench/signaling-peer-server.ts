import { PeerServer } from "peer";

/**
 * The stock server of another dialect, in its own process: `node signaling-peer-server.ts peerserver|tracker PORT`.
 * Prints `listening` when ready.
 */
const [, , name, portText] = process.argv;
const port = Number(portText);
const host = "127.0.0.1";

if (name === "peerserver") {
  PeerServer({ host, port, path: "/" }, () => console.log("listening"));
} else {
  interface TrackerServer {
    on(event: "warning" | "error", listener: (error: Error) => void): void;
    listen(port: number, host: string, listening: () => void): void;
  }
  const { default: Server } = (await import("bittorrent-tracker/server" as string)) as {
    default: new (options: object) => TrackerServer;
  };
  const server = new Server({ http: true, udp: false, ws: true, stats: false });
  for (const event of ["warning", "error"] as const) server.on(event, (error) => console.error(error));
  server.listen(port, host, () => console.log("listening"));
}
