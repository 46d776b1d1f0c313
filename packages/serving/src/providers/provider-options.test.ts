import { expect, test } from "vitest";
import { EXECUTION_PROVIDERS } from "./execution-provider.ts";
import { providerOptions } from "./provider-options.ts";

test("the provider comes first and the processor last, whatever is between", () => {
  for (const provider of EXECUTION_PROVIDERS) {
    const names = providerOptions(provider).map(({ name }) => name);
    expect([names[0], names.at(-1)]).toEqual([provider, "cpu"]);
    expect(new Set(names).size).toBe(names.length);
  }
});

test("those that can be told the device are told it", () => {
  expect(providerOptions("cuda", 1)).toEqual([{ name: "cuda", deviceId: 1 }, { name: "cpu" }]);
  expect(providerOptions("tensorrt", 2)).toEqual([
    { name: "tensorrt", deviceId: 2 },
    { name: "cuda", deviceId: 2 },
    { name: "cpu" },
  ]);
  expect(providerOptions("dml")).toEqual([{ name: "dml", deviceId: 0 }, { name: "cpu" }]);
  expect(providerOptions("webgpu", 1)).toEqual([{ name: "webgpu" }, { name: "cpu" }]);
});
