import { seededRandom } from "@millrace/kernel";

/** Draws normal values around 0 with the given deviation (Box and Muller). */
export function normalValues(seed: number): (count: number, deviation: number) => Float32Array {
  const random = seededRandom(seed);
  return (count, deviation) => {
    const values = new Float32Array(count);
    for (let index = 0; index < count; index += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()));
      const angle = 2 * Math.PI * random();
      values[index] = radius * Math.cos(angle);
      if (index + 1 < count) values[index + 1] = radius * Math.sin(angle);
    }
    return values;
  };
}
