import { Fault } from "@millrace/kernel";

/**
 * The first `dimensions` numbers of a vector, scaled to unit length again (as OpenAI's `dimensions` does).
 * A vector of zeros stays one. Throws `invalid` when the vector has fewer.
 */
export function cutDimensions(vector: Float32Array, dimensions: number): Float32Array {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > vector.length) {
    throw new Fault({
      kind: "invalid",
      code: "serving.dimensions_out_of_range",
      message: `\`dimensions\` is ${dimensions}; this model gives 1 to ${vector.length}.`,
      param: "dimensions",
    });
  }
  const cut = vector.slice(0, dimensions);
  scaleToUnitLength(cut);
  return cut;
}

/** In place. A vector of zeros has no direction and stays as it is. */
export function scaleToUnitLength(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) * scale;
}
