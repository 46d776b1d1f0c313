import fc from "fast-check";
import { describe, expect, test } from "vitest";
import list from "../passwords/common-passwords.json" with { type: "json" };
import { readCommonPasswords } from "./common-passwords.ts";
import { judgePassword } from "./judge-password.ts";

const common = readCommonPasswords(list.prefixes);
const judge = (password: string, email = "grace.hopper@example.test") =>
  judgePassword(password, email, common);

describe("judgePassword", () => {
  test.each([
    "password",
    "PASSWORD",
    "Password1!",
    "password2024",
    "!!password1",
    "ｐａｓｓｗｏｒｄ",
    "12345678",
    "qwertyuiop",
    "iloveyou99",
    "Dragon2019!",
    "dragondragon",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "1111111122",
    "12121212",
  ])("%s is guessed first", (password) => {
    expect(judge(password)).toBe("common");
  });

  test.each(["xx-grace.hopper-yy", "GRACE.HOPPER 77 ways", "turning Millrace 55", "ＭＩＬＬＲＡＣＥ tower"])(
    "%s holds a name that everybody knows",
    (password) => {
      expect(judge(password)).toBe("personal");
    },
  );

  test.each([
    "a long way down",
    "correct horse battery staple",
    "Vq7-kkLmz0Qp",
    "水车转动不停歇的夜晚",
    "🌊🌲🔥🍎🪨🧊🌙🎈",
  ])("%s may be chosen", (password) => {
    expect(judge(password)).toBeNull();
  });

  test("a local part of a letter or two says nothing", () => {
    expect(judge("a long way down", "a@example.test")).toBeNull();
    expect(judge("a long way down", "wa@example.test")).toBeNull();
  });

  test("random passwords pass, but for one in thousands", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."bcdfghjkmnpqrtvwxz23456789"),
      minLength: 14,
      maxLength: 20,
    });
    const random = fc.sample(letters, { numRuns: 5_000, seed: 7 });
    const refused = random.filter((password) => new Set(password).size > 6 && judge(password) !== null);
    expect(refused.length).toBeLessThanOrEqual(2);
  });

  test("no password takes long to judge", () => {
    const started = performance.now();
    for (const password of [
      "1".repeat(512),
      `${"a".repeat(255)}b`.repeat(2),
      "!".repeat(256) + "a".repeat(256),
    ])
      judge(password);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
