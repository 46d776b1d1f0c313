import { expect, test } from "vitest";
import { identityLines } from "./identity-lines.ts";

const client = { clientId: "c", clientSecret: "s" };
const linkedAt = new Date("2026-11-01T00:00:00Z");

test("every provider that is set up has a line, linked or not", () => {
  const lines = identityLines(
    [
      { id: "github", ...client },
      { id: "oidc", issuer: "https://id.example.test", name: "Example", ...client },
    ],
    [{ provider: "github", label: "ada", linkedAt }],
  );
  expect(lines).toEqual([
    { provider: "github", name: "GitHub", linked: { provider: "github", label: "ada", linkedAt } },
    { provider: "oidc", name: "Example", linked: null },
  ]);
});

test("an account of a provider that is set up no more can still be unlinked", () => {
  const lines = identityLines([], [{ provider: "google", label: "ada@example.test", linkedAt }]);
  expect(lines).toMatchObject([{ provider: "google", linked: { label: "ada@example.test" } }]);
});

test("what a team's single sign-on has linked is not shown among one's own accounts", () => {
  expect(identityLines([], [{ provider: "sso:0198", label: "ada", linkedAt }])).toEqual([]);
});
