/**
 * The map of the kernel's memory. asc and tsc both compile this file, so it holds integer constants only.
 * `_OFFSET` is an address in WASM memory, other names without a unit are counts. Nothing is allocated after start.
 */

/** 64 KiB each. */
export const MEMORY_PAGES = 18;

// --- Scratch of the cipher; wiped after each call ---

export const SCRATCH_OFFSET = 6528;
export const SCRATCH_BYTES = 1664;
export const NONCE_OFFSET = 6528;
/** One padded Poly1305 block. */
export const PAD_OFFSET = 6544;
export const TAG_OFFSET = 6560;
/** Poly1305: r (4 u32), s (4 u32), the sum h (4 u64), the mark on top of a block (u64). */
export const POLY_OFFSET = 6576;
/** ChaCha20 works on one or two streams of four blocks. */
export const STREAM_BYTES = 256;
/** What each stream is while the rounds run. */
export const STATE_OFFSET = 6656;
/** What it starts from. */
export const START_OFFSET = 7168;
/** Zeros, or what was made of them: key stream. */
export const KEYSTREAM_OFFSET = 7680;

// --- Key input: TS writes here, `openSlot` moves it into the slot and wipes it ---

export const KEY_INPUT_OFFSET = 1536;
/** RFC 8439: 256-bit key, 96-bit nonce, 128-bit tag. */
export const KEY_BYTES = 32;
export const SALT_BYTES = 12;
export const TAG_BYTES = 16;

// --- Level ---

/** 10 ms at 48 kHz. */
export const LEVEL_BLOCK_SAMPLES = 480;
/** f32 samples, -1..1. */
export const LEVEL_SAMPLES_OFFSET = 2048;
export const MICROPHONES = 8;
/** `levelBlock` returns -dBov in the low bits (0..127) and this bit for voice. */
export const LEVEL_VOICE_BIT = 256;
/** And this one for speech in this very block, without hangover. */
export const LEVEL_SPEECH_BIT = 512;

// --- Voice: has pages 17 and 18 for itself, up to the constants ---

/** One for each microphone. */
export const VOICE_STATE_OFFSET = 1048576;
export const VOICE_STATE_BYTES = 5120;
/** The window of the spectrum, then the roots of unity; made once. */
export const VOICE_TABLES_OFFSET = 1089536;
/** What one block works on. */
export const VOICE_SCRATCH_OFFSET = 1095680;
/** f32, what the network sees of a block. */
export const VOICE_FEATURES_OFFSET = 1107968;
export const VOICE_FEATURES = 44;
/** f32, 0..1: the network's answer. */
export const VOICE_SCORE_OFFSET = 1108224;
/** f32: the weights of voice-weights.ts, unpacked; for each input a column of `3 * VOICE_CELLS`. */
export const VOICE_WEIGHTS_OFFSET = 1108480;
export const VOICE_CELLS = 16;
/** `memoryBase` in asconfig.json: what the module brings along, as the weights and other tables. */
export const CONSTANTS_OFFSET = 1163264;

// --- Layer: f64 fields, by index ---

export const LAYER_REQUEST_OFFSET = 6144;
export const LAYER_SOURCE_WIDTH = 0;
export const LAYER_SOURCE_HEIGHT = 1;
export const LAYER_SOURCE_FPS = 2;
export const LAYER_TILE_WIDTH = 3;
export const LAYER_TILE_HEIGHT = 4;
export const LAYER_AVAILABLE_BPS = 5;
export const LAYER_ROUND_TRIP_MS = 6;
export const LAYER_FRACTION_LOST = 7;
export const LAYER_DETAIL = 8;
/** 0: no previous layer. */
export const LAYER_HAS_PREVIOUS = 9;
export const LAYER_PREVIOUS = 10;
export const LAYER_REQUEST_FIELDS = 14;

export const LAYER_RESULT_OFFSET = 6272;
/** Also the order of the fields after `LAYER_PREVIOUS`. */
export const LAYER_ACTIVE = 0;
export const LAYER_SCALE = 1;
export const LAYER_FPS = 2;
export const LAYER_BITRATE_BPS = 3;
export const LAYER_RESULT_FIELDS = 4;

// --- Layers of all links: f64 fields, by index. The rows lie below 154,240; all else of it from the fourth page on ---

/** In front of the rows. 0: no limit known. */
export const LAYERS_UPLINK_BPS = 0;
/** 0..1: how much of the work for all wishes the device has left; 1 is no limit. */
export const LAYERS_CPU_SHARE = 1;
/** Written: how many partial divisions were looked at; 1 when the search was broken off, and the best found was taken. */
export const LAYERS_STATES_USED = 2;
export const LAYERS_BROKEN_OFF = 3;
export const LAYERS_LIMITS_OFFSET = 147520;
/** One row for each sent track and receiver. */
export const LAYERS_OFFSET = 147584;
export const LAYERS_MOST = 32;
/** A row begins with a request, as above; then its result, and what the allocator notes. */
export const LAYERS_LINK = 14;
export const LAYERS_PRIORITY = 15;
export const LAYERS_RESULT = 16;
/** Index of a rung; the row's count of rungs is off. */
export const LAYERS_RUNG = 20;
/** That of the layer in force, or the best below it. */
export const LAYERS_PREVIOUS_RUNG = 21;
export const LAYERS_RUNG_COUNT = 22;
export const LAYERS_LINK_BPS = 23;
export const LAYERS_ROW_FIELDS = 24;

/** The rungs of each row, best first. */
export const LAYERS_RUNGS_OFFSET = 196608;
export const LAYERS_RUNGS = 24;
export const RUNG_SCALE = 0;
export const RUNG_FPS = 1;
/** The most it can use, bits per second. */
export const RUNG_BPS = 2;
/** The least it can live on, whole kilobits per second. */
export const RUNG_NEED_KBPS = 3;
export const RUNG_WORK = 4;
export const RUNG_WORTH = 5;
export const RUNG_FIELDS = 6;

/** Partial divisions, see optimum.ts: worth, kbps and work (f64), parent and choice (i32). */
export const STATES_OFFSET = 233472;
export const STATES = 8192;
export const STATE_BYTES = 32;
export const STATE_WORTH = 0;
export const STATE_KEY = 8;
export const STATE_OTHER = 16;
export const STATE_PARENT = 24;
export const STATE_CHOICE = 28;

/** What one step of the search finds, as states; then their keys (f64) and numbers (i32) as they are put in order, twice. */
export const FOUND_OFFSET = 495616;
export const FOUND = 8192;
export const ORDER_OFFSET = 757760;
export const ORDER_BYTES = 16;

/** One for each link, and one for the end. */
export const GROUPS_OFFSET = 1019904;
export const GROUP_BYTES = 88;

// --- Streams ---

export const SLOTS_OFFSET = 8192;
export const SLOT_COUNT = 256;
export const SLOT_BYTES = 256;
export const SLOT_KEY = 0;
export const SLOT_SALT = 32;
export const SLOT_ORDERED = 44;
/** u64 */
export const SLOT_KID = 48;
/** u64: the counter of the next frame to seal, or one more than the highest that was opened. */
export const SLOT_NEXT = 56;
/** One bit for each of the last `WINDOW_FRAMES` counters, at counter mod `WINDOW_FRAMES`. */
export const SLOT_WINDOW = 64;
export const WINDOW_FRAMES = 1024;

// --- Frame: sealed and opened in place ---

/** Room before the plaintext for the header: 1 config byte and two numbers of up to 8 bytes (RFC 9605 section 4.3). */
export const HEADER_MAX_BYTES = 17;
/** Plaintext to seal, or a frame to open, starts here; `HEADER_MAX_BYTES` before it are free. */
export const FRAME_OFFSET = 73760;
/** Largest frame: the longest header, 64 KiB, the tag. */
export const FRAME_MAX_BYTES = 65569;

/** What `openFrame` returns below zero. */
export const OPEN_MALFORMED = -1;
export const OPEN_FORGED = -2;
export const OPEN_REPLAYED = -3;
