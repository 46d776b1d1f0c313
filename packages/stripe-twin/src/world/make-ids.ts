import { seededRandom } from "@millrace/kernel";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 14;

export type MakeId = (prefix: string) => string;

/** Ids as Stripe writes them (`cus_…`), each of them once, and the same ones in the same order for the same seed. */
export function makeIds(seed: number): MakeId {
  const random = seededRandom(seed);
  let count = 0;
  return (prefix) => {
    count += 1;
    const letters = Array.from(
      { length: RANDOM_LENGTH },
      () => LETTERS[Math.floor(random() * LETTERS.length)],
    );
    return `${prefix}_1${count.toString(36).padStart(6, "0")}${letters.join("")}`;
  };
}
