import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { inRepository } from "../../scripts/repository.ts";

const sampleRateHz = 48_000;
/** A whole number of both tones' and the tremolo's periods, so that the loop has no click. */
const seconds = 2;

/**
 * A WAV for the fake microphones that has no pause: whenever the path works, energy arrives. Two tones under a
 * tremolo, since what does not change at all is noise to an encoder.
 */
export function steadySoundFile(): string {
  const samples = Int16Array.from({ length: seconds * sampleRateHz }, (_, at) => {
    const turns = (2 * Math.PI * at) / sampleRateHz;
    const tremolo = 0.7 + 0.3 * Math.sin(5 * turns);
    return 8_000 * tremolo * (Math.sin(440 * turns) + Math.sin(660 * turns));
  });
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.byteLength, 40);
  const file = inRepository("test/.output/steady-sound.wav");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.concat([header, Buffer.from(samples.buffer)]));
  return file;
}
