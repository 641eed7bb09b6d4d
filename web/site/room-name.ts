const manners = [
  "brave",
  "bright",
  "calm",
  "clear",
  "cosy",
  "eager",
  "early",
  "fair",
  "fresh",
  "gentle",
  "glad",
  "golden",
  "happy",
  "kind",
  "lively",
  "lucky",
  "mellow",
  "merry",
  "mild",
  "noble",
  "plain",
  "proud",
  "quick",
  "quiet",
  "ready",
  "rosy",
  "round",
  "silver",
  "sunny",
  "swift",
  "tidy",
  "warm",
];
const animals = [
  "badger",
  "beaver",
  "bison",
  "crane",
  "deer",
  "dove",
  "eagle",
  "falcon",
  "finch",
  "fox",
  "gull",
  "hare",
  "heron",
  "ibis",
  "jay",
  "koala",
  "lark",
  "lynx",
  "mole",
  "moose",
  "otter",
  "owl",
  "panda",
  "puffin",
  "raven",
  "robin",
  "seal",
  "stork",
  "swan",
  "tiger",
  "wren",
  "zebra",
];

/** Numbers run from 100 to 999, so that every name has the same shape. */
const firstNumber = 100;
const numbers = 900;

/**
 * A name that is easy to say on the phone. 921,600 of them: not to be stumbled upon, and no secret either.
 * @param random32 uniformly random 32-bit integers, three of them
 * @example "calm-otter-417"
 */
export function roomName(random32: Uint32Array = crypto.getRandomValues(new Uint32Array(3))): string {
  const [first = 0, second = 0, third = 0] = random32;
  const manner = manners[first % manners.length];
  const animal = animals[second % animals.length];
  return `${manner}-${animal}-${firstNumber + (third % numbers)}`;
}
