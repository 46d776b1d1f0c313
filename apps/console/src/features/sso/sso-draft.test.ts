import { expect, test } from "vitest";
import { domainsIn, fromDraft, toDraft } from "./sso-draft.ts";

const connection = {
  issuer: "https://idp.example.com",
  clientId: "millrace",
  hasClientSecret: true,
  emailDomains: ["acme.example", "b.example"],
  defaultRole: "developer",
  requiredSince: null,
  updatedAt: new Date(0),
};

test("what was not touched is sent as it was, and the secret is not", () => {
  expect(fromDraft(toDraft(connection), connection)).toEqual({
    issuer: "https://idp.example.com",
    clientId: "millrace",
    emailDomains: ["acme.example", "b.example"],
    defaultRole: "developer",
    required: false,
  });
});

test("a secret that was typed is sent", () => {
  expect(fromDraft({ ...toDraft(connection), clientSecret: "s" }, connection)).toMatchObject({
    clientSecret: "s",
  });
});

test("another client without a secret says that there is none", () => {
  expect(fromDraft({ ...toDraft(connection), clientId: "other" }, connection)).toMatchObject({
    clientSecret: null,
  });
  expect(fromDraft(toDraft(null), null)).toMatchObject({ clientSecret: null, required: false });
});

test("domains may be written one a line or in a row", () => {
  expect(domainsIn(" a.example,b.example\n c.example ;; ")).toEqual(["a.example", "b.example", "c.example"]);
});
