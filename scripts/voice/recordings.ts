import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { inRepository } from "../repository.ts";

/** Of every stored recording, mono. The kernel hears nothing above 8 kHz when it decides on voice. */
export const recordedRateHz = 16_000;

/** What the recordings come from: packages of Debian's, none of which is part of this repository. */
export const debianPackages = [
  ...["en", "es", "fr", "it", "ru"].map((language) => `asterisk-core-sounds-${language}-g722`),
  "asterisk-moh-opsound-g722",
  "asterisk-prompt-es-co",
  "openttd-openmsx",
  "timgm6mb-soundfont",
  "fluidsynth",
  "festival",
  "festvox-kallpc16k",
  "festvox-kdlpc16k",
  "festvox-us-slt-hts",
  "ffmpeg",
] as const;

interface Source {
  files: string;
  /** Prompts of one voice below this are single digits and letters: they are left out. */
  leastSeconds: number;
  most: number;
}

const asterisk = "/usr/share/asterisk";
const speech = { leastSeconds: 1.2, most: 260 };

/** One entry is one voice, or the music of one purpose. Nothing under `test` is ever trained or tuned on. */
const sources = {
  // Tuned on: English and Spanish.
  en: { files: `${asterisk}/sounds/en_US_f_Allison/**/*.g722`, ...speech },
  es: { files: `${asterisk}/sounds/es_MX_f_Allison/**/*.g722`, ...speech },
  "es-co": { files: `${asterisk}/sounds/es/**/*.gsm`, ...speech },
  // Tested on: French, Russian and Italian.
  "test-fr": { files: `${asterisk}/sounds/fr_CA_f_June/**/*.g722`, ...speech },
  "test-ru": { files: `${asterisk}/sounds/ru_RU_f_IvrvoiceRU/**/*.g722`, ...speech },
  "test-it": { files: `${asterisk}/sounds/it_IT_m_Carlo/**/*.g722`, ...speech },
  music: {
    files: `${asterisk}/moh/{macroform-cold_day,macroform-robot_dity,manolo*}.g722`,
    leastSeconds: 5,
    most: 9,
  },
  "test-music": { files: `${asterisk}/moh/{macroform-the*,reno*}.g722`, leastSeconds: 5, most: 9 },
  "midi-music": { files: "/usr/share/games/openttd/baseset/openmsx/*.mid", leastSeconds: 0, most: 40 },
} satisfies Record<string, Source>;

/** Voices that read sentences aloud by machine: they add men to the women's voices that are tuned on. */
const readers = ["kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts"] as const;

export type RecordingName = keyof typeof sources | (typeof readers)[number];

/** @returns undefined where the packages are not installed */
export function recordings(name: RecordingName): Int16Array[] | undefined {
  const cached = inRepository(`node_modules/.cache/voice/${name}`);
  if (!existsSync(`${cached}.json`)) {
    const made = isReader(name) ? read(name) : convert(sources[name]);
    if (made.length === 0) return undefined;
    mkdirSync(inRepository("node_modules/.cache/voice"), { recursive: true });
    writeFileSync(`${cached}.s16`, Buffer.concat(made));
    writeFileSync(`${cached}.json`, JSON.stringify(made.map(({ length }) => length / 2)));
  }
  const file = readFileSync(`${cached}.s16`);
  const samples = new Int16Array(file.buffer, file.byteOffset, file.length / 2);
  const lengths: number[] = JSON.parse(readFileSync(`${cached}.json`, "utf8"));
  let at = 0;
  return lengths.map((length) => samples.subarray(at, (at += length)));
}

function isReader(name: RecordingName): name is (typeof readers)[number] {
  return readers.some((reader) => reader === name);
}

/** Asterisk's beeps, noises and silences lie among its prompts. */
const noSpeech = /\/silence\/|beep|2tone|tt-(monkeys|weasels)/;

function convert({ files, leastSeconds, most }: Source): Buffer[] {
  const converted: Buffer[] = [];
  for (const path of globSync(files).toSorted((a, b) => order(a) - order(b))) {
    if (converted.length === most) break;
    if (noSpeech.test(path) || statSync(path).size < 2_000) continue;
    const samples = decode(path);
    if (samples.length / 2 >= leastSeconds * recordedRateHz) converted.push(samples);
  }
  return converted;
}

/** Prompts in no order of theirs, the same each time. */
function order(path: string): number {
  let hash = 0;
  for (const char of basename(path)) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return hash;
}

function decode(path: string): Buffer {
  if (path.endsWith(".mid")) {
    const wav = execFileSync(
      "fluidsynth",
      [
        "-q",
        "-ni",
        "-F",
        "-",
        "-T",
        "raw",
        "-O",
        "s16",
        "-r",
        "48000",
        "/usr/share/sounds/sf2/TimGM6mb.sf2",
        path,
      ],
      { maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "ignore"] },
    );
    return ffmpeg(["-f", "s16le", "-ar", "48000", "-ac", "2", "-i", "-"], wav);
  }
  const format = path.endsWith(".g722") ? ["-f", "g722"] : [];
  return ffmpeg([...format, "-i", path]);
}

function ffmpeg(input: string[], stdin?: Buffer): Buffer {
  return execFileSync(
    "ffmpeg",
    ["-v", "error", ...input, "-ac", "1", "-ar", String(recordedRateHz), "-f", "s16le", "-"],
    { maxBuffer: 2 ** 30, stdio: ["pipe", "pipe", "ignore"], ...(stdin ? { input: stdin } : {}) },
  );
}

function read(reader: string): Buffer[] {
  return sentences.map((sentence) => {
    const wav = execFileSync("text2wave", ["-eval", `(voice_${reader})`], {
      input: sentence,
      maxBuffer: 2 ** 28,
    });
    return ffmpeg(["-f", "wav", "-i", "-"], wav);
  });
}

const sentences = [
  "Good morning everybody, can you hear me well?",
  "I think we should begin with the first point on the list, and see how far we get before lunch.",
  "She sells sea shells, he said, which is a silly thing to sell at the sea.",
  "Yes. No. Perhaps. Let me share my screen with you for a moment.",
  "The quick brown fox jumps over the lazy dog, as it has done for a hundred years.",
  "What time is it over there? It must be late in the evening.",
  "My number is four, seven, nine, zero, two, three, eight.",
  "Sorry, I was muted. What I wanted to say is that the budget has been agreed.",
  "Thank you very much for your help, this has been a pleasure from start to finish.",
  "Could somebody take notes? I would do it, but my keyboard is far too loud.",
  "We shipped the new version on Thursday, and nobody has complained so far.",
  "Put the kettle on, would you, and open the window, because it is warm in here.",
  "There were more than twenty people in the room, and each had a view of their own.",
  "If it rains tomorrow we stay at home; if it does not, we walk along the river.",
  "Hello? Hello, are you still there? I see your picture, but I cannot hear a word.",
  "The measurements show a clear trend, though the last of them should be repeated.",
  "Please send me the file again, the one that you mentioned at the beginning.",
  "A big black bug bit a big brown bear, and the bear bit back.",
  "Let us go around the table once, so that all of us have spoken.",
  "I am afraid that I have to leave in five minutes, my train will not wait for me.",
  "How much wood would a woodchuck chuck, if a woodchuck could chuck wood?",
  "Our next meeting is on the ninth of March, at half past ten, in the usual place.",
  "That is a fair question, and to be honest I do not know the answer yet.",
  "Nothing in the world is as soft as water, and yet it wears away the stone.",
] as const;
