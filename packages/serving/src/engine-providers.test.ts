import { expect, test } from "vitest";
import { EMBED_SPEC } from "./testing/specs.ts";
import { startEngine } from "./testing/start-engine.ts";

const plain = { truncate: false } as const;

test("a provider that the machine lacks is refused by name, and what runs goes on running", async () => {
  const { engine, allBecome } = await startEngine({ providers: ["cpu"] });
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  await expect(engine.apply({ ...EMBED_SPEC, executionProvider: "cuda" })).rejects.toMatchObject({
    kind: "invalid",
    code: "serving.provider_unavailable",
    message: "This machine has no `cuda`; it has `cpu`.",
    param: "executionProvider",
  });
  await expect(engine.apply({ ...EMBED_SPEC, id: "new", executionProvider: "webgpu" })).rejects.toThrow();
  expect(engine.status().map(({ id }) => id)).toEqual(["embed-id"]);
  await engine.embed("embed-id", { inputs: ["still here"], ...plain });
});

test("the status says what computes, and without a better one that is the processor", async () => {
  const { engine, allBecome } = await startEngine({ providers: ["cpu", "tensorrt"] });
  await engine.apply({ ...EMBED_SPEC, executionProvider: "auto" });
  const [before] = await allBecome("embed-id", "ready");
  expect(before?.provider).toBe("cpu");
  // Settling for the same one is no change.
  await engine.apply({ ...EMBED_SPEC, executionProvider: "cpu" });
  const [after] = await allBecome("embed-id", "ready");
  expect(after?.pid).toBe(before?.pid);
});

test("a provider that was detected and then fails is told in the status, and is not replaced by the processor", async () => {
  const isThere = process.platform === "darwin";
  const { engine, allBecome } = await startEngine({ providers: ["cpu", "coreml"] });
  await engine.apply({ ...EMBED_SPEC, executionProvider: "coreml" });
  const [replica] = await allBecome("embed-id", isThere ? "ready" : "quarantined");
  expect(replica?.provider).toBe("coreml");
  expect(replica?.reason).toBe(isThere ? null : "ONNX Runtime cannot compute on `coreml` here.");
});
