import type { TfliteLayer, TfliteModel } from "../../../web/effects/person/tflite.ts";

type Tensor = { shape: readonly number[]; values: Float64Array };

/** A network of TensorFlow Lite by the book: slow, and in numbers of 64 bits. */
export function runNetwork(model: TfliteModel, input: readonly number[]): Float64Array {
  const known = new Map<number, Tensor>();
  model.tensors.forEach(({ shape, values }, at) => {
    if (values !== undefined) known.set(at, { shape, values: Float64Array.from(values) });
  });
  known.set(model.input, { shape: model.tensors[model.input]!.shape, values: Float64Array.from(input) });
  for (const layer of model.layers) {
    const { shape } = model.tensors[layer.output]!;
    const inputs = layer.inputs.map((each) => known.get(each)!);
    known.set(layer.output, { shape, values: outputOf(layer, inputs, shape) });
  }
  return known.get(model.output)!.values;
}

function outputOf(
  { operator, options }: TfliteLayer,
  inputs: Tensor[],
  shape: readonly number[],
): Float64Array {
  const [first, second, third] = inputs as [Tensor, Tensor, Tensor];
  const each = (change: (value: number) => number): Float64Array => first.values.map(change);
  switch (operator) {
    case 0:
      return first.values.map((value, at) => value + second.values[at]!);
    case 1:
    case 40:
      return means(first);
    case 3:
    case 4:
      return convolution(first, second, third, shape, options[1] ?? 1, operator === 4);
    case 6:
      return first.values;
    case 14:
      return each((value) => 1 / (1 + Math.exp(-value)));
    case 18:
      return first.values.map((value, at) => value * second.values[at % second.values.length]!);
    case 19:
      return each((value) => Math.max(0, value));
    case 23:
      return enlarged(first, shape);
    case 117:
      return each((value) => (value * Math.min(6, Math.max(0, value + 3))) / 6);
    default:
      return spread(first, second, third, shape);
  }
}

function means({ shape: [, height = 1, width = 1, channels = 1], values }: Tensor): Float64Array {
  const sums = new Float64Array(channels);
  values.forEach((value, at) => (sums[at % channels]! += value / (height * width)));
  return sums;
}

function convolution(
  input: Tensor,
  weights: Tensor,
  bias: Tensor,
  [, outHeight = 1, outWidth = 1, outs = 1]: readonly number[],
  stride: number,
  isByChannel: boolean,
): Float64Array {
  const [, height = 1, width = 1, ins = 1] = input.shape;
  const [, rows = 1, columns = 1] = weights.shape;
  const before = (size: number, from: number, to: number) =>
    Math.max(0, (to - 1) * stride + size - from) >> 1;
  const [top, left] = [before(rows, height, outHeight), before(columns, width, outWidth)];
  const output = new Float64Array(outHeight * outWidth * outs);
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let out = 0; out < outs; out++) {
        let sum = bias.values[out]!;
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < columns; column++) {
            const [fromY, fromX] = [y * stride + row - top, x * stride + column - left];
            if (fromY < 0 || fromX < 0 || fromY >= height || fromX >= width) continue;
            const pixel = (fromY * width + fromX) * ins;
            if (isByChannel)
              sum += input.values[pixel + out]! * weights.values[(row * columns + column) * outs + out]!;
            else
              for (let channel = 0; channel < ins; channel++)
                sum +=
                  input.values[pixel + channel]! *
                  weights.values[((out * rows + row) * columns + column) * ins + channel]!;
          }
        output[(y * outWidth + x) * outs + out] = sum;
      }
  return output;
}

function enlarged({ shape: [, height = 1, width = 1], values }: Tensor, to: readonly number[]): Float64Array {
  const [, outHeight = 1, outWidth = 1, channels = 1] = to;
  const output = new Float64Array(outHeight * outWidth * channels);
  const place = (at: number, from: number, size: number): readonly [number, number, number] => {
    const exact = Math.max(0, ((at + 0.5) * from) / size - 0.5);
    const low = Math.floor(exact);
    return [low, Math.min(low + 1, from - 1), exact - low];
  };
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let channel = 0; channel < channels; channel++) {
        const [top, bottom, down] = place(y, height, outHeight);
        const [left, right, across] = place(x, width, outWidth);
        const value = (row: number, column: number) => values[(row * width + column) * channels + channel]!;
        const upper = value(top, left) * (1 - across) + value(top, right) * across;
        const lower = value(bottom, left) * (1 - across) + value(bottom, right) * across;
        output[(y * outWidth + x) * channels + channel] = upper * (1 - down) + lower * down;
      }
  return output;
}

function spread(input: Tensor, weights: Tensor, bias: Tensor, to: readonly number[]): Float64Array {
  const [, , width = 1, ins = 1] = input.shape;
  const [, outHeight = 1, outWidth = 1] = to;
  const output = new Float64Array(outHeight * outWidth);
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      let sum = bias.values[0]!;
      for (let channel = 0; channel < ins; channel++)
        sum +=
          input.values[((y >> 1) * width + (x >> 1)) * ins + channel]! *
          weights.values[((y & 1) * 2 + (x & 1)) * ins + channel]!;
      output[y * outWidth + x] = sum;
    }
  return output;
}
