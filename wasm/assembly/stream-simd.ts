/** ChaCha20 (RFC 8439 section 2.3) on a stream of four blocks. Lane i of every vector belongs to block i. */
import { add, Lanes, rotl16, rotl8 } from "./vectors";

/** A class, since formatters know decorators on nothing else. */
export class Stream {
  /**
   * A column round and a diagonal round of the stream at `from`; what becomes of it goes to `state`.
   * Inside of the loop, where it would have to be called twice a turn.
   */
  @inline
  static doubleRound(from: usize, state: usize): void {
    let x0 = v128.load(from);
    let x1 = v128.load(from, 16);
    let x2 = v128.load(from, 32);
    let x3 = v128.load(from, 48);
    let x4 = v128.load(from, 64);
    let x5 = v128.load(from, 80);
    let x6 = v128.load(from, 96);
    let x7 = v128.load(from, 112);
    let x8 = v128.load(from, 128);
    let x9 = v128.load(from, 144);
    let x10 = v128.load(from, 160);
    let x11 = v128.load(from, 176);
    let x12 = v128.load(from, 192);
    let x13 = v128.load(from, 208);
    let x14 = v128.load(from, 224);
    let x15 = v128.load(from, 240);
    // columns
    x0 = add(x0, x4);
    x1 = add(x1, x5);
    x2 = add(x2, x6);
    x3 = add(x3, x7);
    x12 = rotl16(v128.xor(x12, x0));
    x13 = rotl16(v128.xor(x13, x1));
    x14 = rotl16(v128.xor(x14, x2));
    x15 = rotl16(v128.xor(x15, x3));
    x8 = add(x8, x12);
    x9 = add(x9, x13);
    x10 = add(x10, x14);
    x11 = add(x11, x15);
    x4 = Lanes.rotl(v128.xor(x4, x8), 12);
    x5 = Lanes.rotl(v128.xor(x5, x9), 12);
    x6 = Lanes.rotl(v128.xor(x6, x10), 12);
    x7 = Lanes.rotl(v128.xor(x7, x11), 12);
    x0 = add(x0, x4);
    x1 = add(x1, x5);
    x2 = add(x2, x6);
    x3 = add(x3, x7);
    x12 = rotl8(v128.xor(x12, x0));
    x13 = rotl8(v128.xor(x13, x1));
    x14 = rotl8(v128.xor(x14, x2));
    x15 = rotl8(v128.xor(x15, x3));
    x8 = add(x8, x12);
    x9 = add(x9, x13);
    x10 = add(x10, x14);
    x11 = add(x11, x15);
    x4 = Lanes.rotl(v128.xor(x4, x8), 7);
    x5 = Lanes.rotl(v128.xor(x5, x9), 7);
    x6 = Lanes.rotl(v128.xor(x6, x10), 7);
    x7 = Lanes.rotl(v128.xor(x7, x11), 7);
    // diagonals
    x0 = add(x0, x5);
    x1 = add(x1, x6);
    x2 = add(x2, x7);
    x3 = add(x3, x4);
    x15 = rotl16(v128.xor(x15, x0));
    x12 = rotl16(v128.xor(x12, x1));
    x13 = rotl16(v128.xor(x13, x2));
    x14 = rotl16(v128.xor(x14, x3));
    x10 = add(x10, x15);
    x11 = add(x11, x12);
    x8 = add(x8, x13);
    x9 = add(x9, x14);
    x5 = Lanes.rotl(v128.xor(x5, x10), 12);
    x6 = Lanes.rotl(v128.xor(x6, x11), 12);
    x7 = Lanes.rotl(v128.xor(x7, x8), 12);
    x4 = Lanes.rotl(v128.xor(x4, x9), 12);
    x0 = add(x0, x5);
    x1 = add(x1, x6);
    x2 = add(x2, x7);
    x3 = add(x3, x4);
    x15 = rotl8(v128.xor(x15, x0));
    x12 = rotl8(v128.xor(x12, x1));
    x13 = rotl8(v128.xor(x13, x2));
    x14 = rotl8(v128.xor(x14, x3));
    x10 = add(x10, x15);
    x11 = add(x11, x12);
    x8 = add(x8, x13);
    x9 = add(x9, x14);
    x5 = Lanes.rotl(v128.xor(x5, x10), 7);
    x6 = Lanes.rotl(v128.xor(x6, x11), 7);
    x7 = Lanes.rotl(v128.xor(x7, x8), 7);
    x4 = Lanes.rotl(v128.xor(x4, x9), 7);
    v128.store(state, x0);
    v128.store(state, x1, 16);
    v128.store(state, x2, 32);
    v128.store(state, x3, 48);
    v128.store(state, x4, 64);
    v128.store(state, x5, 80);
    v128.store(state, x6, 96);
    v128.store(state, x7, 112);
    v128.store(state, x8, 128);
    v128.store(state, x9, 144);
    v128.store(state, x10, 160);
    v128.store(state, x11, 176);
    v128.store(state, x12, 192);
    v128.store(state, x13, 208);
    v128.store(state, x14, 224);
    v128.store(state, x15, 240);
  }
}
