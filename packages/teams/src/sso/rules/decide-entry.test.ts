import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideEntry, type EntryFacts, type PersonFacts } from "./decide-entry.ts";

const account = { subject: "s-1", email: "ada@acme.example", name: "Ada" };
const ada: PersonFacts = { id: "ada", role: "developer", wasRemoved: false, subject: null };
const facts = (over: Partial<EntryFacts> = {}): EntryFacts => ({
  account,
  emailDomains: ["acme.example"],
  person: null,
  signedInPersonId: null,
  ...over,
});
const admitted = (personId: string | null, joins: boolean, links: boolean) => ({
  kind: "admitted",
  personId,
  joins,
  links,
});
const refused = (reason: string) => ({ kind: "refused", reason });

describe("who comes in", () => {
  test.each([
    ["nobody has the address: somebody new", {}, admitted(null, true, true)],
    ["a member, the first time", { person: ada }, admitted("ada", false, true)],
    ["a member, again", { person: { ...ada, subject: "s-1" } }, admitted("ada", false, false)],
    ["a person of other teams", { person: { ...ada, role: null } }, admitted("ada", true, true)],
    [
      "somebody who left by themselves",
      { person: { ...ada, role: null, subject: "s-1" } },
      admitted("ada", true, false),
    ],
    [
      "an owner who is signed in by other means in the same browser",
      { person: { ...ada, role: "owner" }, signedInPersonId: "ada" },
      admitted("ada", false, true),
    ],
    ["an owner, again", { person: { ...ada, role: "owner", subject: "s-1" } }, admitted("ada", false, false)],
  ])("%s", (_who, over, entry) => {
    expect(decideEntry(facts(over as Partial<EntryFacts>))).toEqual(entry);
  });
});

describe("who does not", () => {
  test.each([
    ["an address of another domain", { emailDomains: ["other.example"] }, "other_domain"],
    ["an address of a subdomain", { emailDomains: ["example"] }, "other_domain"],
    ["an address that is another account's by now", { person: { ...ada, subject: "s-0" } }, "other_account"],
    ["an owner whom only an address names", { person: { ...ada, role: "owner" } }, "owner_elsewhere"],
    [
      "an owner's address in another's browser",
      { person: { ...ada, role: "owner" }, signedInPersonId: "eve" },
      "owner_elsewhere",
    ],
    ["whom an admin removed", { person: { ...ada, role: null, wasRemoved: true } }, "removed"],
    [
      "whom an admin removed, known by their account",
      { person: { ...ada, role: null, wasRemoved: true, subject: "s-1" } },
      "removed",
    ],
  ])("%s", (_who, over, reason) => {
    expect(decideEntry(facts(over as Partial<EntryFacts>))).toEqual(refused(reason));
  });
});

const anybody = fc.record({
  account: fc.record({
    subject: fc.constantFrom("s-1", "s-2"),
    email: fc.constantFrom("ada@acme.example", "ada@other.example", "ada@acme.example.other.example"),
    name: fc.constant(null),
  }),
  emailDomains: fc.constant(["acme.example"]),
  person: fc.option(
    fc.record({
      id: fc.constantFrom("ada", "eve"),
      role: fc.option(fc.constantFrom("owner", "developer")),
      wasRemoved: fc.boolean(),
      subject: fc.option(fc.constantFrom("s-1", "s-2")),
    }),
  ),
  signedInPersonId: fc.option(fc.constantFrom("ada", "eve")),
});

test("whatever the provider says: only its domains, only the person found, never an owner by address alone, never one removed", () => {
  fc.assert(
    fc.property(anybody, (one) => {
      const entry = decideEntry(one);
      if (entry.kind === "refused") return;
      const { person } = one;
      expect(one.account.email).toBe("ada@acme.example");
      expect(entry.personId).toBe(person?.id ?? null);
      expect(entry.joins).toBe(person?.role == null);
      if (person?.subject) expect(person.subject).toBe(one.account.subject);
      if (person?.role === "owner" && person.subject === null) expect(one.signedInPersonId).toBe(person.id);
      if (person?.wasRemoved) expect(person.role).not.toBeNull();
    }),
  );
});
