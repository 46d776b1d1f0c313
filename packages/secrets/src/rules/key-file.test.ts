import { expect, test } from "vitest";
import { installationKey } from "./installation-key.ts";
import { readKeyFile, writeKeyFile } from "./key-file.ts";

const key = (letter: string) => letter.repeat(43);

test("a file of keys is read as it was written, newest first", () => {
  expect(readKeyFile(writeKeyFile([key("b"), key("a")]))).toEqual([key("b"), key("a")]);
});

test("a file with nothing but a key, as orchestrators mount it, is one too", () => {
  expect(readKeyFile(key("a"))).toEqual([key("a")]);
  expect(readKeyFile(`\n  ${key("a")}\r\n`)).toEqual([key("a")]);
});

test("a torn, empty or foreign file is refused as a whole", () => {
  for (const text of ["", "# only words\n", `${key("a")}\nshort`, `{"encryptionKey":"x"}`])
    expect(readKeyFile(text)).toBeNull();
  expect(readKeyFile(Array(21).fill(key("a")).join("\n"))).toBeNull();
});

test("a text always stands for the same key, whose id tells nothing of it", () => {
  const [first, again, other] = [key("a"), key("a"), key("b")].map(installationKey);
  expect(first).toEqual(again);
  expect(first?.id).toMatch(/^[0-9a-f]{16}$/);
  expect(other?.id).not.toBe(first?.id);
  expect(Buffer.from(first?.bytes ?? []).toString("hex")).not.toContain(first?.id);
});
