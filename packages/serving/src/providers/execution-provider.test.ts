import { expect, test } from "vitest";
import { chooseProvider, EXECUTION_PROVIDERS } from "./execution-provider.ts";

test.each([
  [["cpu"], "cpu"],
  [["cpu", "webgpu"], "webgpu"],
  [["cpu", "cuda", "tensorrt"], "cuda"],
  [["cpu", "tensorrt"], "cpu"],
  [["cpu", "webgpu", "dml"], "dml"],
  [["cpu", "webgpu", "coreml"], "coreml"],
] as const)("auto on a machine with %j is %s", (available, expected) => {
  expect(chooseProvider("auto", available)).toBe(expected);
});

test.each(EXECUTION_PROVIDERS)(
  "%s is taken when asked for and there, and never replaced when it is not",
  (name) => {
    expect(chooseProvider(name, [...EXECUTION_PROVIDERS])).toBe(name);
    const others = EXECUTION_PROVIDERS.filter((other) => other !== name);
    const list = others.map((other) => `\`${other}\``).join(", ");
    expect(() => chooseProvider(name, others)).toThrow(
      expect.objectContaining({
        kind: "invalid",
        code: "serving.provider_unavailable",
        message: `This machine has no \`${name}\`; it has ${list}.`,
        param: "executionProvider",
      }),
    );
  },
);
