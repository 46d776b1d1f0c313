import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Letter } from "../letter.ts";
import { type Content, renderMail } from "./render-mail.ts";

const CONSOLE = "https://mill.example.test";
const at = "2026-03-04T05:06:00.000Z";

const path = "/somewhere#mr_canary";
const CONTENTS: Omit<Content, "locale">[] = [
  { template: "invitation", values: { team: "Mill", inviter: "Ada", role: "developer", path } },
  { template: "sign_in", values: { path } },
  { template: "reset_password", values: { path } },
  { template: "verify_email", values: { path } },
  { template: "new_device", values: { at, address: "2001:db8::1", device: "Firefox, Linux", path } },
  { template: "password_changed", values: { at, path } },
  { template: "second_factor_changed", values: { at, isOn: "yes", path } },
  { template: "second_factor_changed", values: { at, isOn: "no", path } },
  { template: "limit_reached", values: reached({}) },
  {
    template: "payment_declined",
    values: { team: "Mill", amount: "29.00 USD", reason: "Your card was declined.", until: at, path },
  },
  { template: "top_up_failed", values: { team: "Mill", reason: "Your card was declined.", path } },
];
function reached(
  changes: Partial<Extract<Letter, { template: "limit_reached" }>["values"]>,
): Extract<Letter, { template: "limit_reached" }>["values"] {
  return {
    ...{ team: "Mill", subject: "batch", scope: "key", measure: "spend", period: "month", share: "80" },
    ...{ value: "5 USD", used: "4.1 USD", frees: "2026-04-01T00:00:00.000Z", path },
    ...changes,
  };
}
const LOCALES: Letter["locale"][] = ["en", "zh-CN"];

const invitation = (
  values: { team?: string; inviter?: string; role?: string },
  locale: Letter["locale"] = "en",
) =>
  renderMail(
    {
      template: "invitation",
      values: { team: "Mill", inviter: "Ada", role: "viewer", path, ...values },
      locale,
    },
    CONSOLE,
  );

describe.each(LOCALES)("in %s", (locale) => {
  test.each(CONTENTS)(
    "$template says what it is, where its link leads, why it came and from whom",
    (content) => {
      const { subject, text, html, link } = renderMail({ ...content, locale }, CONSOLE);
      expect(link).toBe(`${CONSOLE}${path}`);
      expect(subject.length).toBeGreaterThan(4);
      expect(text.split("\n")).toContain(link);
      expect(text).toContain("mill.example.test");
      // The button, and the address written out.
      expect(html.split(`href="${link}"`)).toHaveLength(3);
      expect(html).toContain(`>${link}</a>`);
      expect(html).toContain(`<html lang="${locale}">`);
      expect(`${subject}${text}${html}`).not.toMatch(/undefined|\[object|null/);
      expect(/[\u4e00-\u9fff]/.test(subject)).toBe(locale === "zh-CN");
      expect((text.match(/[\u4e00-\u9fff]/g)?.length ?? 0) > 20).toBe(locale === "zh-CN");
    },
  );

  test.each(CONTENTS)("$template fetches nothing and leads nowhere else", (content) => {
    const { html } = renderMail({ ...content, locale }, CONSOLE);
    expect(html).not.toMatch(/<img|<script|<link|<iframe|<form|url\(|@import|\ssrc=/i);
    const leads = [...html.matchAll(/https?:\/\/[^\s"'<]+/g)].map(([address]) => address);
    expect(new Set(leads)).toEqual(new Set([`${CONSOLE}${path}`]));
  });
});

test("every template differs from the others in both languages", () => {
  const subjects = LOCALES.flatMap((locale) =>
    CONTENTS.map((content) => renderMail({ ...content, locale }, CONSOLE).subject),
  );
  expect(new Set(subjects).size).toBe(subjects.length);
});

test("built-in roles are put into words, others keep their name", () => {
  expect(invitation({ role: "viewer" }, "zh-CN").text).toContain("访客");
  expect(invitation({ role: "Auditors" }, "zh-CN").text).toContain("Auditors");
  expect(invitation({ role: "constructor" }).text).toContain("“constructor”");
});

test("times are written out, in the language and with their zone", () => {
  const content = { template: "password_changed", values: { at, path } } as const;
  expect(renderMail({ ...content, locale: "en" }, CONSOLE).text).toContain("March 4, 2026 at 5:06 AM UTC");
  expect(renderMail({ ...content, locale: "zh-CN" }, CONSOLE).text).toContain("2026年3月4日 05:06 UTC");
});

test("a limit that was reached is told with its value, what is used, and when there is more", () => {
  const told = (values: Parameters<typeof reached>[0], locale: Letter["locale"] = "en") =>
    renderMail({ template: "limit_reached", values: reached(values), locale }, CONSOLE).text;
  expect(told({})).toContain("80 % of a limit for the key “batch” is reached.");
  expect(told({})).toContain("Limit: 5 USD a month");
  expect(told({})).toContain("Resets: April 1, 2026 at 12:00 AM UTC");
  const replicas = { scope: "team", subject: "Mill", measure: "replicas", period: "now" } as const;
  const full = { ...replicas, value: "4", used: "4", frees: "", share: "100" };
  expect(told(full)).toContain("Limit: 4 replicas at once");
  expect(told(full)).not.toContain("Resets");
  expect(told(full, "zh-CN")).toContain("限额：最多 4 个副本");
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\r\nBcc: eve@example.test\r\n",
        "<script>alert(1)</script>",
        '" onclick="x',
        "\u202e",
        "\u2066",
      ),
      fc.constantFrom(
        "https://evil.example/x",
        "evil.example",
        "//evil.example",
        "javascript:x",
        "&amp;",
        "\u0000",
      ),
      fc.string({ unit: "binary" }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

test("whatever a team, an inviter or a role is called, a mail has its lines, its one link and its text", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (team, inviter, role) => {
      const { subject, text, html } = invitation({ team, inviter, role });
      const plain = invitation({ team: "x", inviter: "x", role: "x" });
      expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text.split("\n")).toHaveLength(plain.text.split("\n").length);
      expect(`${text}${html}`).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/);
      // As many tags and attributes as without the name: nothing of it was taken for markup.
      expect(html.match(/[<"]/g)?.length).toBe(plain.html.match(/[<"]/g)?.length);
      expect(text.replaceAll(`${CONSOLE}${path}`, "")).not.toMatch(/:\/\/|evil\.example/);
    }),
  );
});

test("a long name is cut short", () => {
  expect(invitation({ team: "m".repeat(5_000) }).subject.length).toBeLessThan(120);
  expect(invitation({ team: "🦉".repeat(100) }).subject).toContain("🦉…");
});

test("an inviter's own address stays whole", () => {
  expect(invitation({ inviter: "ada@example.test" }).text).toContain("ada@example.test");
});

test("a link that could lead to another host, or end its line, is a fault", () => {
  for (const bad of ["", "elsewhere", "@evil.example/", "/a b", "/a\r\nBcc: x", ".evil.example"])
    expect(() => renderMail({ template: "sign_in", values: { path: bad }, locale: "en" }, CONSOLE)).toThrow(
      expect.objectContaining({ code: "mail.path" }),
    );
});
