/**
 * The spectrum of 512 real samples: a complex transform of 256 (Stockham, radix 4, so nothing is put in order
 * afterwards) and one step that makes a real spectrum of it. Four points at a time.
 */
import { VOICE_SCRATCH_OFFSET, VOICE_TABLES_OFFSET } from "../layout";

/** Hann, 512. */
const WINDOW: i32 = VOICE_TABLES_OFFSET;
/** cos and sin of 2 pi p / 256, 4 pi p / 256 and 6 pi p / 256, 64 each. */
const ROOTS: i32 = WINDOW + 2048;
/** cos and sin of 2 pi k / 512, 129 each, room for 132. */
const HALF_COS: i32 = ROOTS + 1536;
const HALF_SIN: i32 = HALF_COS + 528;

const RE: i32 = VOICE_SCRATCH_OFFSET;
const IM: i32 = RE + 1024;
const OTHER_RE: i32 = IM + 1024;
const OTHER_IM: i32 = OTHER_RE + 1024;
/** Power of the bins 0..256 of the last `powerSpectrum`; 31.25 Hz each. */
export const POWER: i32 = OTHER_IM + 1024;
/** Real part of the bins 1..255 of the last `realPart`. */
export const REAL: i32 = POWER + 1040;

/** cos and sin of 2 pi / 512. */
const STEP_COS: f64 = 0.9999247018391445;
const STEP_SIN: f64 = 0.012271538285719925;

/** Fills the tables. */
export function makeTables(): void {
  // Turned on in f64, step by step: 512 steps lose nothing that f32 would show.
  let c: f64 = 1,
    s: f64 = 0;
  for (let k: i32 = 0; k < 512; k++) {
    store<f32>(WINDOW + k * 4, <f32>(0.5 - 0.5 * c));
    if (k <= 128) {
      store<f32>(HALF_COS + k * 4, <f32>c);
      store<f32>(HALF_SIN + k * 4, <f32>s);
    }
    for (let power: i32 = 1; power <= 3; power++) {
      const p = k / (2 * power);
      if (p * 2 * power !== k || p >= 64) continue;
      store<f32>(ROOTS + (power - 1) * 512 + p * 4, <f32>c);
      store<f32>(ROOTS + (power - 1) * 512 + 256 + p * 4, <f32>s);
    }
    const turned = c * STEP_COS - s * STEP_SIN;
    s = s * STEP_COS + c * STEP_SIN;
    c = turned;
  }
}

function loadPair(at: i32, window: i32): v128 {
  return f32x4.mul(v128.load(at), v128.load(window));
}

/** Leaves the power of 512 samples in POWER. */
export function powerSpectrum(samples: i32): void {
  for (let i: i32 = 0; i < 1024; i += 16) {
    const a = loadPair(samples + 2 * i, WINDOW + 2 * i);
    const b = loadPair(samples + 2 * i + 16, WINDOW + 2 * i + 16);
    v128.store(RE + i, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(IM + i, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  }
  transform();
  const re0 = load<f32>(RE),
    im0 = load<f32>(IM);
  store<f32>(POWER, (re0 + im0) * (re0 + im0));
  store<f32>(POWER + 1024, (re0 - im0) * (re0 - im0));
  for (let k: i32 = 1; k < 129; k += 4) {
    const up = k * 4,
      down = (253 - k) * 4;
    const zr = v128.load(RE + up),
      zi = v128.load(IM + up),
      mr = reversed(RE + down),
      mi = reversed(IM + down);
    const c = v128.load(HALF_COS + up),
      s = v128.load(HALF_SIN + up);
    const er = f32x4.add(zr, mr),
      ei = f32x4.sub(zi, mi),
      or = f32x4.add(zi, mi),
      oi = f32x4.sub(mr, zr);
    const tr = f32x4.add(f32x4.mul(c, or), f32x4.mul(s, oi)),
      ti = f32x4.sub(f32x4.mul(c, oi), f32x4.mul(s, or));
    const quarter = f32x4.splat(0.25);
    const high = power(f32x4.sub(er, tr), f32x4.sub(ei, ti));
    const low = power(f32x4.add(er, tr), f32x4.add(ei, ti));
    v128.store(POWER + down, v128.shuffle<f32>(f32x4.mul(high, quarter), high, 3, 2, 1, 0));
    v128.store(POWER + up, f32x4.mul(low, quarter));
  }
}

/** Leaves the real part of the spectrum of 128 numbers (and zeros after them) in REAL. */
export function realPart(numbers: i32): void {
  for (let i: i32 = 0; i < 256; i += 16) {
    const a = v128.load(numbers + 2 * i),
      b = v128.load(numbers + 2 * i + 16);
    v128.store(RE + i, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(IM + i, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  }
  memory.fill(RE + 256, 0, 768);
  memory.fill(IM + 256, 0, 768);
  transform();
  for (let k: i32 = 1; k < 129; k += 4) {
    const up = k * 4,
      down = (253 - k) * 4;
    const zr = v128.load(RE + up),
      mr = reversed(RE + down),
      c = v128.load(HALF_COS + up),
      s = v128.load(HALF_SIN + up);
    const er = f32x4.add(zr, mr),
      or = f32x4.add(v128.load(IM + up), reversed(IM + down)),
      oi = f32x4.sub(mr, zr);
    const tr = f32x4.add(f32x4.mul(c, or), f32x4.mul(s, oi));
    const half = f32x4.splat(0.5);
    const high = f32x4.mul(f32x4.sub(er, tr), half);
    v128.store(REAL + down, v128.shuffle<f32>(high, high, 3, 2, 1, 0));
    v128.store(REAL + up, f32x4.mul(f32x4.add(er, tr), half));
  }
}

function power(re: v128, im: v128): v128 {
  return f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im));
}

function reversed(at: i32): v128 {
  const x = v128.load(at);
  return v128.shuffle<f32>(x, x, 3, 2, 1, 0);
}

/** 256 complex numbers in RE and IM, in place. */
function transform(): void {
  firstStage();
  stage(OTHER_RE, RE, 16, 16);
  stage(RE, OTHER_RE, 4, 64);
  stage(OTHER_RE, RE, 1, 256); // turns by nothing
}

/** From RE to OTHER_RE: butterflies of neighbours side by side; their results are interleaved. */
function firstStage(): void {
  for (let p: i32 = 0; p < 256; p += 16) {
    const ar = v128.load(RE + p),
      ai = v128.load(IM + p),
      br = v128.load(RE + p + 256),
      bi = v128.load(IM + p + 256),
      cr = v128.load(RE + p + 512),
      ci = v128.load(IM + p + 512),
      dr = v128.load(RE + p + 768),
      di = v128.load(IM + p + 768);
    const acr = f32x4.add(ar, cr),
      aci = f32x4.add(ai, ci),
      amr = f32x4.sub(ar, cr),
      ami = f32x4.sub(ai, ci),
      bdr = f32x4.add(br, dr),
      bdi = f32x4.add(bi, di),
      // -i (b - d)
      jr = f32x4.sub(bi, di),
      ji = f32x4.sub(dr, br);
    const y1r = f32x4.add(amr, jr),
      y1i = f32x4.add(ami, ji),
      y2r = f32x4.sub(acr, bdr),
      y2i = f32x4.sub(aci, bdi),
      y3r = f32x4.sub(amr, jr),
      y3i = f32x4.sub(ami, ji);
    const w = ROOTS + p;
    const c1 = v128.load(w),
      s1 = v128.load(w + 256),
      c2 = v128.load(w + 512),
      s2 = v128.load(w + 768),
      c3 = v128.load(w + 1024),
      s3 = v128.load(w + 1280);
    interleave(
      OTHER_RE + 4 * p,
      f32x4.add(acr, bdr),
      turnedRe(y1r, y1i, c1, s1),
      turnedRe(y2r, y2i, c2, s2),
      turnedRe(y3r, y3i, c3, s3),
    );
    interleave(
      OTHER_IM + 4 * p,
      f32x4.add(aci, bdi),
      turnedIm(y1r, y1i, c1, s1),
      turnedIm(y2r, y2i, c2, s2),
      turnedIm(y3r, y3i, c3, s3),
    );
  }
}

/** Later stages: `count` butterflies of `span` bytes each; IM lies 1024 bytes after RE on both sides. */
function stage(from: i32, to: i32, count: i32, span: i32): void {
  for (let p: i32 = 0; p < count; p++) {
    const w = ROOTS + p * (256 / count);
    const c1 = v128.load32_splat(w),
      s1 = v128.load32_splat(w + 256),
      c2 = v128.load32_splat(w + 512),
      s2 = v128.load32_splat(w + 768),
      c3 = v128.load32_splat(w + 1024),
      s3 = v128.load32_splat(w + 1280);
    for (let q: i32 = 0; q < span; q += 16) {
      const at = from + p * span + q;
      const ar = v128.load(at),
        ai = v128.load(at + 1024),
        br = v128.load(at + 256),
        bi = v128.load(at + 1280),
        cr = v128.load(at + 512),
        ci = v128.load(at + 1536),
        dr = v128.load(at + 768),
        di = v128.load(at + 1792);
      const acr = f32x4.add(ar, cr),
        aci = f32x4.add(ai, ci),
        amr = f32x4.sub(ar, cr),
        ami = f32x4.sub(ai, ci),
        bdr = f32x4.add(br, dr),
        bdi = f32x4.add(bi, di),
        jr = f32x4.sub(bi, di),
        ji = f32x4.sub(dr, br);
      const y1r = f32x4.add(amr, jr),
        y1i = f32x4.add(ami, ji),
        y2r = f32x4.sub(acr, bdr),
        y2i = f32x4.sub(aci, bdi),
        y3r = f32x4.sub(amr, jr),
        y3i = f32x4.sub(ami, ji);
      const out = to + 4 * p * span + q;
      v128.store(out, f32x4.add(acr, bdr));
      v128.store(out + 1024, f32x4.add(aci, bdi));
      v128.store(out + span, turnedRe(y1r, y1i, c1, s1));
      v128.store(out + span + 1024, turnedIm(y1r, y1i, c1, s1));
      v128.store(out + 2 * span, turnedRe(y2r, y2i, c2, s2));
      v128.store(out + 2 * span + 1024, turnedIm(y2r, y2i, c2, s2));
      v128.store(out + 3 * span, turnedRe(y3r, y3i, c3, s3));
      v128.store(out + 3 * span + 1024, turnedIm(y3r, y3i, c3, s3));
    }
  }
}

/** Times cos - i sin. */
function turnedRe(re: v128, im: v128, c: v128, s: v128): v128 {
  return f32x4.add(f32x4.mul(re, c), f32x4.mul(im, s));
}

function turnedIm(re: v128, im: v128, c: v128, s: v128): v128 {
  return f32x4.sub(f32x4.mul(im, c), f32x4.mul(re, s));
}

/** Stores a0 b0 c0 d0 a1 b1 … */
function interleave(at: i32, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5),
    cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5),
    ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7),
    cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(at + 16, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(at + 32, v128.shuffle<f64>(ab2, cd2, 0, 2));
  v128.store(at + 48, v128.shuffle<f64>(ab2, cd2, 1, 3));
}
