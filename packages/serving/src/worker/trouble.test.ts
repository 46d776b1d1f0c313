import { expect, test } from "vitest";
import { explainEnding, explainFailure } from "./trouble.ts";

const MEMORY_BYTES_MAX = 256 * 1_048_576;

test.each([
  "Load model from /srv/models/x/onnx/model.onnx failed:std::bad_alloc",
  "Status Message: bfc_arena.cc:360 Failed to allocate memory for requested buffer of size 6291456",
])("memory that is short is said in our words: %s", (detail) => {
  const { reason } = explainFailure(detail, MEMORY_BYTES_MAX);
  expect(reason).toBe("The model does not fit into 256 MiB of memory.");
});

test("foreign words go to the log only", () => {
  const detail = "Load model from /srv/models/x/onnx/model.onnx failed:Protobuf parsing failed.";
  expect(explainFailure(detail, MEMORY_BYTES_MAX)).toEqual({
    reason: "ONNX Runtime cannot run the model.",
    detail,
  });
});

test("a model that does not keep to what it declares is said to", () => {
  const ending = { how: "SIGKILL", words: "out of step: tensors that are none of the model's" };
  expect(explainEnding(ending, true, MEMORY_BYTES_MAX)).toEqual({
    reason: "The model answered with something else than its graph declares.",
    detail: "SIGKILL out of step: tensors that are none of the model's",
  });
});

test("a process that stopped as one does without memory hints at that", () => {
  const ending = { how: "SIGABRT", words: "# Fatal process out of memory" };
  expect(explainEnding(ending, false, MEMORY_BYTES_MAX).reason).toBe(
    "The process ended before the model was ready (SIGABRT). 256 MiB of memory may be too little.",
  );
  expect(explainEnding({ how: "SIGKILL", words: "" }, true, MEMORY_BYTES_MAX).reason).toBe(
    "The process ended (SIGKILL).",
  );
});
