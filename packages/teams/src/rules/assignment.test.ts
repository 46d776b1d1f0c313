import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PERMISSIONS, type Permission } from "../permission.ts";
import { BUILT_IN_ROLES, GRANTED, OWNERS_ONLY } from "../role.ts";
import { isWithinReach } from "./assignment.ts";
import { type PermissionSet, permissionsOf, withImplied } from "./permissions-of.ts";

const reaches = (held: PermissionSet) =>
  BUILT_IN_ROLES.filter((role) => isWithinReach(held, { from: null, to: GRANTED[role] }));

describe("who may give which role", () => {
  test.each([
    ["owner", [...BUILT_IN_ROLES]],
    ["admin", ["admin", "developer", "billing", "viewer"]],
    ["developer", ["developer", "viewer"]],
    ["billing", ["billing", "viewer"]],
    ["viewer", ["viewer"]],
  ] as const)("what %s holds reaches %j", (role, reached) => {
    expect(reaches(GRANTED[role])).toEqual(reached);
  });

  test("a role out of reach can be neither given nor taken", () => {
    const { admin, owner, viewer } = GRANTED;
    expect(isWithinReach(admin, { from: owner, to: viewer })).toBe(false);
    expect(isWithinReach(admin, { from: owner, to: null })).toBe(false);
    expect(isWithinReach(admin, { from: viewer, to: owner })).toBe(false);
    expect(isWithinReach(admin, { from: viewer, to: admin })).toBe(true);
  });
});

/** A team in which people give, take and edit roles as the rule lets them, whatever they try. */
const PEOPLE = 4;
const ROLES = 3;
const MANAGING = ["members.write", "roles.write"] as const satisfies Permission[];

const permissions = fc.subarray(PERMISSIONS.filter((one) => !OWNERS_ONLY.has(one)));
const person = fc.nat(PEOPLE - 1);
const act = fc.oneof(
  fc.record({ kind: fc.constant("give" as const), by: person, to: person, role: fc.nat(ROLES - 1) }),
  fc.record({ kind: fc.constant("edit" as const), by: person, role: fc.nat(ROLES - 1), permissions }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
type World = { roles: PermissionSet[]; people: number[] };

function heldBy({ roles, people }: World, person: number): PermissionSet {
  return roles[people[person] ?? -1] ?? new Set();
}

function perform(world: World, act: Act): void {
  const held = heldBy(world, act.by);
  const role = world.roles[act.role] ?? new Set();
  if (act.kind === "give") {
    if (!held.has("members.write")) return;
    if (isWithinReach(held, { from: heldBy(world, act.to), to: role })) world.people[act.to] = act.role;
    return;
  }
  const edited = withImplied(act.permissions);
  if (held.has("roles.write") && isWithinReach(held, { from: role, to: edited }))
    world.roles[act.role] = edited;
}

function gained(before: PermissionSet, after: PermissionSet): Permission[] {
  return [...after].filter((one) => !before.has(one));
}

describe("no sequence of permitted acts", () => {
  test("ever gives somebody what nobody able to manage held at its start", () => {
    fc.assert(
      fc.property(
        fc.array(permissions, { minLength: ROLES, maxLength: ROLES }),
        fc.array(fc.nat(ROLES - 1), { minLength: PEOPLE, maxLength: PEOPLE }),
        fc.array(act, { maxLength: 40 }),
        (roles, people, acts) => {
          const world: World = { roles: roles.map((one) => withImplied(one)), people: [...people] };
          const managers = people
            .map((_role, index) => heldBy(world, index))
            .filter((held) => MANAGING.some((one) => held.has(one)));
          const manageable = new Set(managers.flatMap((held) => [...held]));
          const before = people.map((_role, index) => heldBy(world, index));
          for (const one of acts) perform(world, one);
          for (const [index, held] of before.entries()) {
            expect(gained(held, heldBy(world, index)).filter((one) => !manageable.has(one))).toEqual([]);
          }
        },
      ),
    );
  });

  test("of one person yields them what they did not hold", () => {
    fc.assert(
      fc.property(
        fc.array(permissions, { minLength: ROLES, maxLength: ROLES }),
        fc.array(fc.nat(ROLES - 1), { minLength: PEOPLE, maxLength: PEOPLE }),
        fc.array(act, { maxLength: 40 }),
        (roles, people, acts) => {
          const world: World = { roles: roles.map((one) => withImplied(one)), people: [...people] };
          const before = people.map((_role, index) => heldBy(world, index));
          const mine = before[0] ?? new Set();
          for (const one of acts) perform(world, { ...one, by: 0 });
          expect(gained(mine, heldBy(world, 0))).toEqual([]);
          for (const [index, held] of before.entries()) {
            expect(gained(held, heldBy(world, index)).filter((one) => !mine.has(one))).toEqual([]);
          }
        },
      ),
    );
  });
});

describe("what a role of the team's own holds", () => {
  test("is what it was given, but never what only owners have", () => {
    const all = permissionsOf("0198", [...PERMISSIONS, "made.up"]);
    expect([...all]).toEqual([...GRANTED.admin]);
    expect(permissionsOf("0198", null).size).toBe(0);
    expect(permissionsOf("viewer", ["keys.write"])).toBe(GRANTED.viewer);
  });

  test("includes seeing what it may change, and the team itself", () => {
    expect([...withImplied(["keys.write", "sso.write"])]).toEqual([
      "team.read",
      "sso.write",
      "keys.read",
      "keys.write",
    ]);
    expect([...withImplied([])]).toEqual(["team.read"]);
  });
});
