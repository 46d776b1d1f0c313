import { z } from "zod";

/** Milliseconds that a model computes on a batch of `rows`, all padded to `length` tokens. */
export type BatchCost = (rows: number, length: number) => number;

/** A batch and what it took. */
export type MeasuredBatch = { readonly rows: number; readonly length: number; readonly tookMs: number };

/** Terms and coefficients are counted in those of this batch, so that all of them are about one. */
const REFERENCE = { rows: 8, length: 32 };
const REFERENCE_TOKENS = REFERENCE.rows * REFERENCE.length;
/** An observation says at most that a batch took this many times, or this part of, what was thought. */
const SURPRISE_MAX = 2;
/** What is remembered fades by one part in this many per batch. */
const MEMORY_BATCHES = 256;
/** The machine's pace is known by about this many batches: neighbours come and go within seconds. */
const PACE_BATCHES = 16;
/** Being kept waiting may be chance; being this much faster than thought is none, and counts for more. */
const FASTER_THAN_CHANCE = 0.5;
const PACE_BATCHES_FASTER = 2;
/** What comes from another run of the machine counts as this many batches, so that new ones soon win. */
const RESTORED_BATCHES_MAX = 16;
/** Keeps terms that the batches do not tell apart in the proportions of the seed; worth this many batches. */
const SEED_BATCHES = 1;
const SWEEPS_PER_BATCH = 8;
const SWEEPS_AFTER_RESTORE = 200;
const PREDICTED_MS_MIN = 1e-4;

/** No encoder that was measured had a smaller overhead; a larger one is noise. */
const OVERHEAD_TOKENS_MIN = 4;
const OVERHEAD_TOKENS_MAX = 64;
/** Attention and crowding beside the tokens' own cost at the reference, as on the encoders that were measured. */
const SMALL_TERM_SHARE = 0.0125;
/** Until something is measured: a small encoder on one core. */
const UNMEASURED_MS_PER_TOKEN = 0.05;

const term = z.number().nonnegative();
const terms = z.array(term).length(4);
const learnedCost = z.object({
  version: z.literal(1),
  seed: terms.refine((seed) => sum(seed) > 0),
  pace: z.number().positive(),
  batches: term,
  gram: z.array(terms).length(4),
  moment: terms,
});

/** What a cost model has learned, as plain JSON. `version` changes when its meaning does. */
export type LearnedCost = z.infer<typeof learnedCost>;

/**
 * What batches of one model cost here, learned from those that ran:
 *
 *     ms = pace · (call + token · n + pair · n · length + crowd · n²)        n = rows × length
 *
 * `pace` is how busy the machine is now and follows within a few batches; the rest is the model's shape and changes
 * slowly. `pair` is attention; `crowd` is what a batch loses that outgrows the processor's caches. No coefficient is
 * negative, so more rows or longer ones never cost less. The shape's fit is least squares over relative errors with fading
 * memory (normal equations, solved by coordinate descent), pulled towards the seed's proportions.
 */
export class CostModel {
  #seed: readonly number[] = proportions(UNMEASURED_MS_PER_TOKEN, OVERHEAD_TOKENS_MIN);
  #isMeasured = false;
  #pace = 1;
  #batches = 0;
  #gram: readonly (readonly number[])[] = [0, 1, 2, 3].map(() => [0, 0, 0, 0]);
  #moment: readonly number[] = [0, 0, 0, 0];
  #coefficients: readonly number[] = this.#seed;

  /** Goes on from what `learned` gave. Null when the value is none of ours, or of another version. */
  static restore(saved: unknown): CostModel | null {
    const { success, data } = learnedCost.safeParse(saved);
    if (!success) return null;
    const model = new CostModel();
    const fade = Math.min(1, RESTORED_BATCHES_MAX / Math.max(data.batches, 1));
    model.#isMeasured = true;
    model.#seed = data.seed;
    model.#pace = data.pace;
    model.#batches = data.batches * fade;
    model.#gram = data.gram.map((row) => row.map((value) => value * fade));
    model.#moment = data.moment.map((value) => value * fade);
    model.#coefficients = data.seed;
    model.#solve(SWEEPS_AFTER_RESTORE);
    return model;
  }

  /** Null before anything was measured. */
  get learned(): LearnedCost | null {
    if (!this.#isMeasured) return null;
    return {
      version: 1,
      seed: [...this.#seed],
      pace: this.#pace,
      batches: this.#batches,
      gram: this.#gram.map((row) => [...row]),
      moment: [...this.#moment],
    };
  }

  /** Bound, as it is passed on as a function. */
  readonly predictMs: BatchCost = (rows, length) => this.#pace * this.#shapeMs(rows, length);

  /** Starts from a process's first runs of two sizes. Ignored when there is something better to go by. */
  seed(small: MeasuredBatch, medium: MeasuredBatch): void {
    if (this.#isMeasured) return;
    this.#isMeasured = true;
    this.#seed = seedOf(small, medium);
    this.#coefficients = this.#seed;
  }

  observe({ rows, length, tookMs }: MeasuredBatch): void {
    if (!(tookMs > 0)) return;
    this.#isMeasured = true;
    const shapeMs = this.#shapeMs(rows, length);
    const ratio = Math.min(tookMs / (this.#pace * shapeMs), SURPRISE_MAX);
    this.#pace *= 1 + (ratio - 1) / (ratio < FASTER_THAN_CHANCE ? PACE_BATCHES_FASTER : PACE_BATCHES);
    const surprise = Math.max(ratio, 1 / SURPRISE_MAX);
    const relative = termsOf(rows, length).map((value) => value / shapeMs);
    const fade = 1 - 1 / MEMORY_BATCHES;
    this.#batches = this.#batches * fade + 1;
    this.#gram = this.#gram.map((row, i) =>
      row.map((value, j) => value * fade + at(relative, i) * at(relative, j)),
    );
    this.#moment = this.#moment.map((value, i) => value * fade + at(relative, i) * surprise);
    this.#solve(SWEEPS_PER_BATCH);
  }

  #shapeMs(rows: number, length: number): number {
    const [call = 0, token = 0, pair = 0, crowd = 0] = this.#coefficients;
    const tokens = (rows * length) / REFERENCE_TOKENS;
    const ms = call + tokens * (token + (pair * length) / REFERENCE.length + crowd * tokens);
    return Math.max(ms, PREDICTED_MS_MIN);
  }

  #solve(sweeps: number): void {
    const prior = this.#scaledSeed();
    const pull = SEED_BATCHES / sum(prior) ** 2;
    const solved = [...this.#coefficients];
    for (let sweep = 0; sweep < sweeps; sweep += 1) {
      for (const [i, row] of this.#gram.entries()) {
        const others = dot(row, solved) - at(row, i) * at(solved, i);
        const wanted = at(this.#moment, i) + pull * at(prior, i) - others;
        solved[i] = Math.max(wanted / (at(row, i) + pull), 0);
      }
    }
    this.#coefficients = solved;
  }

  /** The seed, made as fast or slow as the machine proved to be since: the best fit of its proportions. */
  #scaledSeed(): readonly number[] {
    const explained = dot(
      this.#gram.map((row) => dot(row, this.#seed)),
      this.#seed,
    );
    const speed = explained > 0 ? dot(this.#moment, this.#seed) / explained : 1;
    return this.#seed.map((value) => value * speed);
  }
}

function termsOf(rows: number, length: number): readonly number[] {
  const tokens = (rows * length) / REFERENCE_TOKENS;
  return [1, tokens, (tokens * length) / REFERENCE.length, tokens * tokens];
}

/** The line through both measurements, cut where its crossing with zero tokens would be noise. */
function seedOf(small: MeasuredBatch, medium: MeasuredBatch): readonly number[] {
  const [few, many] = [small.rows * small.length, medium.rows * medium.length];
  const slope = (medium.tookMs - small.tookMs) / (many - few);
  const overheadTokens = slope > 0 && many > few ? small.tookMs / slope - few : OVERHEAD_TOKENS_MIN;
  const bounded = Math.min(Math.max(overheadTokens, OVERHEAD_TOKENS_MIN), OVERHEAD_TOKENS_MAX);
  return proportions(Math.max(medium.tookMs, PREDICTED_MS_MIN) / (many + bounded), bounded);
}

function proportions(msPerToken: number, overheadTokens: number): readonly number[] {
  const tokensMs = msPerToken * REFERENCE_TOKENS;
  return [msPerToken * overheadTokens, tokensMs, tokensMs * SMALL_TERM_SHARE, tokensMs * SMALL_TERM_SHARE];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * at(b, i), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? 0;
}
