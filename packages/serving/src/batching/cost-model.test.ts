import fc from "fast-check";
import { expect, test } from "vitest";
import { type BatchCost, CostModel, type MeasuredBatch } from "./cost-model.ts";

const SHAPES = [1, 2, 4, 8, 16, 32].flatMap((rows) =>
  [4, 8, 32, 128, 256].map((length) => ({ rows, length })),
);
const shapes = fc.constantFrom(...SHAPES);

const encoder: BatchCost = (rows, length) => {
  const tokens = rows * length;
  return 0.6 + tokens * (0.06 + 0.00003 * length + 0.000003 * tokens);
};

/** The same noise each run: mostly a few per cent, one in nineteen a batch that the machine kept waiting. */
function noiseOf(index: number): number {
  const phase = (index * 0.618_034) % 1;
  return index % 19 === 7 ? 15 : 0.95 + phase / 10;
}

function learn(model: CostModel, costMs: BatchCost, batches: number): CostModel {
  for (let index = 0; index < batches; index += 1) {
    const { rows, length } = SHAPES[(index * 7) % SHAPES.length] ?? { rows: 1, length: 1 };
    model.observe({ rows, length, tookMs: costMs(rows, length) * noiseOf(index) });
  }
  return model;
}

function expectClose(model: CostModel, costMs: BatchCost, tolerance: number): void {
  for (const { rows, length } of SHAPES) {
    expect(Math.abs(model.predictMs(rows, length) / costMs(rows, length) - 1)).toBeLessThan(tolerance);
  }
}

test("two hundred batches teach the cost of every shape, whatever the machine does to one in nineteen", () => {
  expectClose(learn(new CostModel(), encoder, 200), encoder, 0.25);
});

test("a machine that becomes three times slower is noticed within fifty batches", () => {
  const slower: BatchCost = (rows, length) => 3 * encoder(rows, length);
  expectClose(learn(learn(new CostModel(), encoder, 400), slower, 50), slower, 0.15);
});

test("a machine that is free again is noticed within ten batches, so that nobody is refused for long", () => {
  const slower: BatchCost = (rows, length) => 20 * encoder(rows, length);
  const model = learn(learn(new CostModel(), encoder, 200), slower, 200);
  for (let batch = 0; batch < 10; batch += 1) model.observe({ rows: 1, length: 8, tookMs: encoder(1, 8) });
  expect(model.predictMs(1, 8)).toBeLessThan(2.1 * encoder(1, 8));
});

test("a model that loses in large batches is known by them", () => {
  const crowded: BatchCost = (rows, length) => {
    const tokens = rows * length;
    return 0.6 + 0.06 * tokens * (tokens > 2_048 ? 1.25 : 1);
  };
  const model = learn(new CostModel(), crowded, 400);
  expect(model.predictMs(32, 128)).toBeGreaterThan(4.4 * model.predictMs(8, 128));
});

test("what one shape shows moves the others in proportion", () => {
  const model = new CostModel();
  model.seed({ rows: 1, length: 8, tookMs: 1 }, { rows: 4, length: 32, tookMs: 8 });
  const before = SHAPES.map(({ rows, length }) => model.predictMs(rows, length));
  const tookMs = 4 * model.predictMs(8, 32);
  for (let batch = 0; batch < 300; batch += 1) model.observe({ rows: 8, length: 32, tookMs });
  for (const [index, { rows, length }] of SHAPES.entries()) {
    expect(model.predictMs(rows, length) / (before[index] ?? Number.NaN)).toBeCloseTo(4, 1);
  }
});

test("one batch that took a thousand times too long changes no prediction by more than a tenth", () => {
  const model = learn(new CostModel(), encoder, 100);
  const before = model.predictMs(8, 32);
  model.observe({ rows: 8, length: 32, tookMs: 1_000 * before });
  expect(model.predictMs(8, 32) / before).toBeLessThan(1.1);
});

test("no prediction is negative, and more rows or longer ones never cost less", () => {
  const batch = fc.record({ shape: shapes, tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 100 }), shapes, (batches, { rows, length }) => {
      const model = new CostModel();
      for (const { shape, tookMs } of batches) model.observe({ ...shape, tookMs });
      const costMs = model.predictMs(rows, length);
      expect(costMs).toBeGreaterThan(0);
      expect(model.predictMs(rows + 1, length)).toBeGreaterThanOrEqual(costMs);
      expect(model.predictMs(rows, length + 1)).toBeGreaterThanOrEqual(costMs);
      expect(Number.isFinite(model.predictMs(1_024, 8_192))).toBe(true);
    }),
  );
});

test("what was learned survives a restart", () => {
  const model = learn(new CostModel(), encoder, 300);
  const restored = CostModel.restore(JSON.parse(JSON.stringify(model.learned)));
  expectClose(restored ?? new CostModel(), model.predictMs, 0.05);
  restored?.seed({ rows: 1, length: 8, tookMs: 500 }, { rows: 4, length: 32, tookMs: 900 });
  expectClose(restored ?? new CostModel(), model.predictMs, 0.05);
});

test("after a restart the new machine soon outweighs the old one", () => {
  const restored = CostModel.restore(learn(new CostModel(), encoder, 300).learned) ?? new CostModel();
  const faster: BatchCost = (rows, length) => encoder(rows, length) / 2;
  expectClose(learn(restored, faster, 100), faster, 0.25);
});

test("a saved value of another version, or none of ours, is ignored", () => {
  const saved = learn(new CostModel(), encoder, 10).learned;
  const others = [undefined, null, 7, {}, { ...saved, version: 2 }, { ...saved, seed: [0, 0, 0, 0] }];
  expect([...others, { ...saved, moment: [1, Number.NaN, 1, 1] }].map(CostModel.restore)).toEqual(
    Array(7).fill(null),
  );
});

test("nothing is saved before anything was measured", () => {
  expect(new CostModel().learned).toBeNull();
});

test("the first runs of a process tell the call's own cost from its tokens'", () => {
  const took = (rows: number, length: number) => ({ rows, length, tookMs: (10 + rows * length) * 0.25 });
  const model = new CostModel();
  model.seed(took(1, 8), took(4, 32));
  expect(model.predictMs(1, 8)).toBeCloseTo(18 * 0.25, 0);
  expect(model.predictMs(8, 8)).toBeCloseTo(74 * 0.25, 0);
});

test.each<[string, MeasuredBatch, MeasuredBatch]>([
  [
    "a large batch faster than a small one",
    { rows: 1, length: 8, tookMs: 5 },
    { rows: 4, length: 32, tookMs: 4 },
  ],
  ["batches of one size", { rows: 1, length: 1, tookMs: 1 }, { rows: 1, length: 1, tookMs: 1.1 }],
  ["tokens that cost nothing", { rows: 1, length: 8, tookMs: 5 }, { rows: 4, length: 32, tookMs: 5.0001 }],
])("%s: the call's own cost stays between 4 and 64 tokens", (_, small, medium) => {
  const model = new CostModel();
  model.seed(small, medium);
  const callMs = model.predictMs(0, 1);
  const tokenMs = model.predictMs(1, 1) - callMs;
  expect(callMs).toBeGreaterThan(0);
  expect(callMs / Math.max(tokenMs, 1e-12)).toBeLessThan(65);
});
