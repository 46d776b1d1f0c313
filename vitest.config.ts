import { defineConfig } from "vitest/config";

/** Pure code: no database, no process, no network. */
const UNIT = [
  "packages/{kernel,config,telemetry,process}/**/*.test.ts",
  "packages/onnx/src/*.test.ts",
  "packages/onnx/src/!(on-runtime)/**/*.test.ts",
  "{packages,apps}/*/src/**/rules/**/*.test.ts",
  "apps/console/src/{,!(listener)/**/}*.test.ts",
  "packages/serving/src/{batching,caching,tensors}/**/*.test.ts",
  "packages/serving/src/residency/**/*.test.ts",
  "packages/ui/**/*.test.ts",
  "apps/inference/src/oip/*.test.ts",
  "apps/inference/src/oip/tensors/*.test.ts",
  "apps/inference/src/oip/rest/{read,write}-*.test.ts",
  "tooling/**/*.test.ts",
  "bench/src/**/*.test.ts",
];

/** Hostile inputs and deaths at random: a little of each in every run, ten times as much by `pnpm torture`. */
const TORTURE = ["{packages,apps,rehearsal}/**/*.{fuzz,storm}.test.ts"];

export default defineConfig({
  test: {
    // Two cores: more files at once only make tests wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    provide: { effort: 1 },
    projects: [
      // Pure code leaves nothing behind: the files of a worker share what they import.
      { extends: true, test: { name: "unit", include: UNIT, isolate: false } },
      {
        extends: true,
        test: {
          name: "integration",
          include: [
            "packages/**/*.test.ts",
            "apps/**/*.test.ts",
            "prisma/*.test.ts",
            "rehearsal/**/*.test.ts",
          ],
          exclude: [...UNIT, "**/node_modules/**"],
          globalSetup: ["./packages/testing/src/global-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "torture",
          include: TORTURE,
          globalSetup: ["./packages/testing/src/global-setup.ts"],
          provide: { effort: 10 },
          // What is measured here is others' latency.
          fileParallelism: false,
        },
      },
    ],
  },
});
