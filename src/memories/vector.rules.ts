const FLOAT_BYTES = 4;
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Sum of products. RangeError when the lengths differ. */
export function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`vectors of ${a.length} and ${b.length} numbers cannot be compared`);
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Cosine of the angle between two vectors, -1..1; 0 when either is all zeros. RangeError when the lengths differ. */
export function cosine(a: Float32Array, b: Float32Array): number {
  const product = dot(a, b);
  const norms = Math.sqrt(dot(a, a) * dot(b, b));
  return norms === 0 ? 0 : clampCosine(product / norms);
}

/** Four bytes a number, little-endian. */
export function encodeVector(vector: Float32Array): Buffer {
  if (LITTLE_ENDIAN) return Buffer.from(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength).slice());
  const bytes = Buffer.alloc(vector.length * FLOAT_BYTES);
  for (let i = 0; i < vector.length; i += 1) bytes.writeFloatLE(vector[i] ?? 0, i * FLOAT_BYTES);
  return bytes;
}

/** Reads what `encodeVector` wrote. RangeError when the bytes are not a whole number of floats. */
export function decodeVector(bytes: Uint8Array): Float32Array {
  const vector = new Float32Array(bytes.byteLength / FLOAT_BYTES);
  decodeVectorInto(bytes, vector, 0);
  return vector;
}

/** Reads a vector straight into a matrix, from number `offset` on. RangeError when it does not fit. */
export function decodeVectorInto(bytes: Uint8Array, target: Float32Array, offset: number): void {
  const length = bytes.byteLength / FLOAT_BYTES;
  if (!Number.isInteger(length)) throw new RangeError(`${bytes.byteLength} bytes are not a whole number of floats`);
  if (offset < 0 || offset + length > target.length) throw new RangeError(`${length} numbers do not fit at ${offset}`);
  if (LITTLE_ENDIAN) {
    new Uint8Array(target.buffer, target.byteOffset + offset * FLOAT_BYTES, bytes.byteLength).set(bytes);
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < length; i += 1) target[offset + i] = view.getFloat32(i * FLOAT_BYTES, true);
}

/** Takes off what rounding adds beyond -1..1. */
export function clampCosine(value: number): number {
  return value > 1 ? 1 : value < -1 ? -1 : value;
}
