/** What became of a sound: a browser may keep a page silent, or know the speaker no longer. */
export type Silence = "blocked" | "no-speaker";

/** One note: when it begins, how long it rings, and how high it is. */
export interface Note {
  atMs: number;
  forMs: number;
  hz: number;
}

/** Two notes that rise, heard well on small speakers (300 Hz to 1.2 kHz) and by older ears. */
export const testNotes: readonly Note[] = [
  { atMs: 0, forMs: 500, hz: 523 },
  { atMs: 350, forMs: 500, hz: 659 },
  { atMs: 700, forMs: 900, hz: 784 },
];

export interface Playing {
  /** Settles when the last note is over, or at `stop`. */
  readonly ended: Promise<void>;
  /** Safe to call twice. */
  stop(): void;
}

export interface PlayOptions {
  /** An audio output; undefined leaves it to the system. */
  sinkId?: string | undefined;
  /** Begins again so long after the last beginning. Left out: once. */
  everyMs?: number;
}

/** The browser lets a page sound at once, or not before a tap: then `resume` stays open. */
const startMs = 500;
const loudness = 0.25;
const attackMs = 20;

/**
 * Plays notes that are made in the page. They go through an `<audio>`, which every browser that can choose a speaker can
 * give one, and which the microphone's echo cancellation knows of.
 */
export async function playNotes(
  notes: readonly Note[],
  { sinkId, everyMs }: PlayOptions = {},
): Promise<Playing | Silence> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = out.stream;
  const close = (): void => {
    player.srcObject = null;
    void context.close();
  };
  if (sinkId !== undefined && "setSinkId" in player) {
    try {
      await player.setSinkId(sinkId);
    } catch {
      close();
      return "no-speaker";
    }
  }
  const started = await Promise.all([startContext(context), startPlayer(player)]);
  if (started.includes(false)) {
    close();
    return "blocked";
  }
  const lastMs = Math.max(...notes.map(({ atMs, forMs }) => atMs + forMs));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end = (): void => undefined;
  const ended = new Promise<void>((settle) => {
    end = () => {
      clearTimeout(timer);
      close();
      settle();
    };
  });
  const round = (): void => {
    for (const note of notes) strike(context, out, note);
    timer = everyMs === undefined ? setTimeout(end, lastMs) : setTimeout(round, everyMs);
  };
  round();
  return { ended, stop: () => end() };
}

async function startContext(context: AudioContext): Promise<boolean> {
  // a context that may not start leaves the promise open (Web Audio API, section 1.2.3)
  await Promise.race([
    context.resume().catch(() => undefined),
    new Promise((settle) => setTimeout(settle, startMs)),
  ]);
  return context.state === "running";
}

function startPlayer(player: HTMLAudioElement): Promise<boolean> {
  return player.play().then(
    () => true,
    () => false,
  );
}

/** A struck bar: at once loud, then fading. */
function strike(context: AudioContext, out: AudioNode, { atMs, forMs, hz }: Note): void {
  const from = context.currentTime + atMs / 1_000;
  const until = from + forMs / 1_000;
  const tone = new OscillatorNode(context, { frequency: hz, type: "triangle" });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loudness, from + attackMs / 1_000);
  gain.gain.exponentialRampToValueAtTime(0.001, until);
  tone.connect(gain).connect(out);
  tone.start(from);
  tone.stop(until);
}
