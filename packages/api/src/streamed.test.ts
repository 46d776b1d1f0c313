import { Fault } from "@millrace/kernel";
import { expect, test } from "vitest";
import { streamed } from "./streamed.ts";

test("a stream that ends with a fault tells its client which, so that it is not taken for a failure of ours", async () => {
  async function* source() {
    yield 1;
    throw new Fault({ kind: "not_found", code: "api.not_found", message: "There is nothing here." });
  }
  const stream = streamed(source());
  expect(await stream.next()).toEqual({ done: false, value: 1 });
  await expect(stream.next()).rejects.toMatchObject({ code: "NOT_FOUND", cause: { code: "api.not_found" } });
});
