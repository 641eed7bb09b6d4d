/** What a TensorFlow Lite file holds, as far as small convolutional networks need it. */
export interface TfliteModel {
  tensors: readonly TfliteTensor[];
  layers: readonly TfliteLayer[];
  /** Tensor numbers. */
  input: number;
  output: number;
}
export interface TfliteTensor {
  /** Batch, rows, columns, channels. */
  shape: readonly number[];
  /** The numbers of a constant; undefined for what is computed. */
  values: Float32Array | undefined;
}
export interface TfliteLayer {
  /** Number of the operator in the schema, or the name of one of its own. */
  operator: number | string;
  /** Tensor numbers. */
  inputs: readonly number[];
  output: number;
  /** Byte by byte, in the order of the operator's options in the schema; 0 where one is left out. */
  options: readonly number[];
}

/** tensorflow/lite/schema/schema.fbs: TensorType, BuiltinOperator, and the fields' places in their tables. */
const float32 = 0;
const float16 = 1;
const customOperator = 32;

/** @throws RangeError for what is no such file */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const file = new Flatbuffer(view);
  const model = file.root();
  const operators = model.tables(1).map((code) => {
    const builtin = Math.max(code.byte(0), code.int(3)); // the first place has room for the first 127 alone
    return builtin === customOperator ? code.text(1) : builtin;
  });
  const [graph] = model.tables(2);
  if (graph === undefined) throw new RangeError("The model has no graph");
  const buffers = model.tables(4);
  const tensors = graph.tables(0).map((tensor): TfliteTensor => {
    const data = buffers[tensor.int(2)]?.bytes(0);
    const isConstant = data !== undefined && data.byteLength > 0;
    return { shape: tensor.ints(0), values: isConstant ? numbersOf(data, tensor.byte(1)) : undefined };
  });
  const layers = graph.tables(3).map((layer): TfliteLayer => {
    const options = layer.table(4);
    return {
      operator: operators[layer.int(0)] ?? -1,
      inputs: layer.ints(1),
      output: layer.ints(2)[0] ?? -1,
      options: options === undefined ? [] : [0, 1, 2, 3, 4, 5].map((place) => options.byte(place)),
    };
  });
  return { tensors, layers, input: graph.ints(1)[0] ?? -1, output: graph.ints(2)[0] ?? -1 };
}

function numbersOf(data: DataView, type: number): Float32Array | undefined {
  if (type === float32)
    return Float32Array.from({ length: data.byteLength / 4 }, (_, at) => data.getFloat32(at * 4, true));
  if (type === float16)
    return Float32Array.from({ length: data.byteLength / 2 }, (_, at) =>
      halfFloat(data.getUint16(at * 2, true)),
    );
  return undefined; // sizes and axes, which the shapes say too
}

/** IEEE 754 binary16. DataView reads it in new browsers only. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? sign * Infinity : sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/** https://flatbuffers.dev/internals: a table knows where each of its fields is, or that it is left out. */
class Flatbuffer {
  readonly #view: DataView;

  constructor(view: DataView) {
    this.#view = view;
  }

  root(): FlatTable {
    return new FlatTable(this.#view, this.#view.getUint32(0, true));
  }
}

class FlatTable {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  byte(place: number): number {
    const at = this.#field(place);
    return at === 0 ? 0 : this.#view.getInt8(at);
  }
  int(place: number): number {
    const at = this.#field(place);
    return at === 0 ? 0 : this.#view.getInt32(at, true);
  }
  table(place: number): FlatTable | undefined {
    const at = this.#target(place);
    return at === 0 ? undefined : new FlatTable(this.#view, at);
  }
  tables(place: number): FlatTable[] {
    return this.#list(place, (at) => new FlatTable(this.#view, at + this.#view.getUint32(at, true)));
  }
  ints(place: number): number[] {
    return this.#list(place, (at) => this.#view.getInt32(at, true));
  }
  bytes(place: number): DataView | undefined {
    const at = this.#target(place);
    if (at === 0) return undefined;
    return new DataView(this.#view.buffer, this.#view.byteOffset + at + 4, this.#view.getUint32(at, true));
  }
  text(place: number): string {
    const bytes = this.bytes(place);
    return bytes === undefined ? "" : new TextDecoder().decode(bytes);
  }

  /** Zero: left out. */
  #field(place: number): number {
    const fields = this.#at - this.#view.getInt32(this.#at, true);
    const offset = 4 + 2 * place;
    const isThere = offset < this.#view.getUint16(fields, true);
    const relative = isThere ? this.#view.getUint16(fields + offset, true) : 0;
    return relative === 0 ? 0 : this.#at + relative;
  }
  #target(place: number): number {
    const at = this.#field(place);
    return at === 0 ? 0 : at + this.#view.getUint32(at, true);
  }
  #list<Item>(place: number, read: (at: number) => Item): Item[] {
    const at = this.#target(place);
    if (at === 0) return [];
    return Array.from({ length: this.#view.getUint32(at, true) }, (_, item) => read(at + 4 + 4 * item));
  }
}
