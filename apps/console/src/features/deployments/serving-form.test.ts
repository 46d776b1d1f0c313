import { EXECUTION_PROVIDERS, RESIDENCIES, VARIANTS_WANTED } from "@millrace/deployments";
import { expect, test } from "vitest";
import * as form from "./serving-form.ts";

test("the form knows every value that the domain accepts", () => {
  expect(form.VARIANTS_WANTED).toEqual(VARIANTS_WANTED);
  expect(form.RESIDENCIES).toEqual(RESIDENCIES);
  expect(EXECUTION_PROVIDERS.map((name) => form.providerOf(name))).toEqual([...EXECUTION_PROVIDERS]);
});

test("the size of a cache survives the way through the form", () => {
  const settings = {
    variant: "int8",
    executionProvider: "cpu",
    residency: "on_demand",
    cacheBytesMax: 64 * 2 ** 20,
  } as const;
  expect(form.toServingForm(settings).cacheMebibytes).toBe(64);
  expect(form.fromServingForm(form.toServingForm(settings))).toEqual(settings);
});
