import { connect, type Socket } from "node:net";

export interface Address {
  readonly path: string;
  readonly protocols?: readonly string[];
  readonly first?: Buffer;
}

/**
 * A WebSocket client (RFC 6455) with nothing in it that costs: frames are made before the measurement, and the bytes of
 * what comes are handed on unread. So that a benchmark of servers measures servers.
 */
export class WireSocket {
  readonly #socket: Socket;
  #rest: Buffer | undefined;
  #isOpen = false;

  /**
   * @param to `first` is sent as soon as the socket is open
   * @param onText gets each text frame; the bytes are good until it returns
   * @param onEnd the connection is over, whoever ended it; with what the server answered where it did not upgrade
   */
  constructor(
    to: Address & { readonly port: number },
    onText: (text: Buffer) => void,
    onEnd: (reason: string) => void,
  ) {
    const { port, path, protocols, first } = to;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const offered = protocols === undefined ? "" : `Sec-WebSocket-Protocol: ${protocols.join(", ")}\r\n`;
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${offered}\r\n`,
    );
    let reason = "";
    this.#socket.on("data", (chunk) => {
      const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
      const start = this.#isOpen ? 0 : this.#open(bytes, first);
      if (start === undefined) reason = bytes.toString("latin1").slice(0, 200);
      this.#rest = start === undefined ? undefined : this.#frames(bytes, start, onText);
    });
    this.#socket.on("error", (error) => (reason = error.message));
    this.#socket.on("close", () => onEnd(reason));
  }

  /** @param frame of {@link textFrame} */
  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  /** Closes in good order, as a page does. */
  close(): void {
    this.#socket.end(closeFrame);
  }

  /** @returns where the frames begin; undefined: the server did not upgrade */
  #open(bytes: Buffer, first: Buffer | undefined): number | undefined {
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) return 0;
    if (!bytes.subarray(0, 12).equals(switching)) return undefined;
    this.#isOpen = true;
    if (first !== undefined) this.#socket.write(first);
    return end + 4;
  }

  /** @returns the bytes of a frame that is not whole yet */
  #frames(bytes: Buffer, start: number, onText: (text: Buffer) => void): Buffer | undefined {
    if (!this.#isOpen) return bytes;
    let at = start;
    while (at + 2 <= bytes.length) {
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      const header = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (at + header > bytes.length) break;
      const length =
        short === 127
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short === 126
            ? bytes.readUInt16BE(at + 2)
            : short;
      const end = at + header + length;
      if (end > bytes.length) break;
      if (bytes[at] === 0x81) onText(bytes.subarray(at + header, end));
      else if (bytes[at] === 0x88) this.close();
      at = end;
    }
    return at === bytes.length ? undefined : bytes.subarray(at);
  }
}

const switching = Buffer.from("HTTP/1.1 101");

/** A client's frames are masked; with zeros as the mask they stay as they are. */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const extended = length > 0xffff ? 8 : length > 125 ? 2 : 0;
  const header = Buffer.alloc(2 + extended + 4);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (extended === 8 ? 127 : extended === 2 ? 126 : length);
  if (extended === 8) header.writeBigUInt64BE(BigInt(length), 2);
  else if (extended === 2) header.writeUInt16BE(length, 2);
  return Buffer.concat([header, payload]);
}

export function textFrame(value: unknown): Buffer {
  return frame(1, Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
}

/** 1000, as RFC 6455 section 7.4.1 has it. */
const closeFrame = frame(8, Buffer.from([0x03, 0xe8]));
