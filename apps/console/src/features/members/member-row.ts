import type { TeamMember } from "@millrace/teams";

const WAYS_IN = ["owner", "invitation", "sso", "seed"] as const;

/** A member as the reader sees them, with what the reader may do about them. */
export type MemberRow = Omit<TeamMember, "joinedBy"> & {
  joinedBy: (typeof WAYS_IN)[number];
  isYou: boolean;
  canChange: boolean;
  canRemove: boolean;
  /** Working keys that they made; null for whoever may not revoke any. */
  keysMade: number | null;
};

export type MemberRowFacts = {
  readerId: string | null;
  /** Ids of the roles that the reader may give and take. */
  givable: readonly string[];
  /** Makers of the team's working keys, one entry a key; null for whoever may not revoke any. */
  keyMakers: readonly (string | null)[] | null;
};

/** Rows of the list: nobody changes or removes themselves here, nor the only owner, nor whoever holds more than they do. */
export function memberRows(members: readonly TeamMember[], facts: MemberRowFacts): MemberRow[] {
  const { readerId, givable, keyMakers } = facts;
  const owners = members.filter(({ role }) => role === "owner").length;
  return members.map((member) => {
    const { personId, role, joinedBy } = member;
    const isYou = personId === readerId;
    const isChangeable = !isYou && givable.includes(role) && !(role === "owner" && owners === 1);
    return {
      ...member,
      joinedBy: WAYS_IN.find((way) => way === joinedBy) ?? "invitation",
      isYou,
      canChange: isChangeable,
      canRemove: isChangeable,
      keysMade: keyMakers === null ? null : keyMakers.filter((maker) => maker === personId).length,
    };
  });
}
