import { below, damaged, pick, seededRandom } from "./mutate/chance.ts";
import { CHANGES } from "./mutate/changes.ts";
import { readModel } from "./read-model.ts";
import { writeModel } from "./write-model.ts";

/** Most mutants have one: the more there are, the sooner one of them is refused and hides the others. */
const CHANGES_MAX = 4;
/** Of the mutants, those whose bytes are damaged as well. */
const DAMAGED_SHARE = 0.1;

/**
 * A file that is nearly the model's: a few changes to its structure, and to some mutants' bytes. For tests of what reads
 * strangers' files; the same seed gives the same mutant.
 */
export function mutateModel(bytes: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const model = readModel(bytes.slice());
  const changes = 1 + below(CHANGES_MAX, () => random() ** 3);
  for (let change = 0; change < changes; change += 1) pick(CHANGES, random)(model, random);
  const mutant = writeModel(model);
  return random() < DAMAGED_SHARE ? damaged(mutant, random) : mutant;
}
