/** The cipher's parts alone, for the vectors of RFC 8439. */
import { KEYSTREAM_OFFSET, STREAM_BYTES, TAG_OFFSET } from "../layout";
import { countStreams, startStreams, xorBytes, xorStreams } from "./chacha20";
import { STREAM_BLOCKS, wipe, wipeScratch } from "./cipher";
import { polyInit, polyLast, polyTag } from "./poly1305";
import { takeTurns } from "./turns";

/** The bare stream cipher of section 2.4. */
export function streamXor(key: usize, nonce: usize, counter: u32, data: usize, length: u32): void {
  startStreams(1, key, nonce);
  for (; length > 0; counter += STREAM_BLOCKS) {
    const part = min<u32>(length, STREAM_BYTES);
    countStreams(1, counter);
    takeTurns(1, 0, 0);
    wipe(KEYSTREAM_OFFSET, STREAM_BYTES);
    xorStreams(1, KEYSTREAM_OFFSET);
    xorBytes(data, KEYSTREAM_OFFSET, part);
    data += part;
    length -= part;
  }
  wipeScratch(0);
}

/** The bare MAC of section 2.5. The tag goes to `tag`, 16 bytes. */
export function mac(key: usize, data: usize, length: u32, tag: usize): void {
  polyInit(key);
  polyLast(data, length);
  polyTag();
  store<u64>(tag, load<u64>(TAG_OFFSET));
  store<u64>(tag, load<u64>(TAG_OFFSET, 8), 8);
  wipeScratch(0);
}
