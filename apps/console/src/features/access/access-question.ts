import { isUuid } from "@millrace/kernel";
import { CALL, PERMISSIONS, type Permission } from "@millrace/teams";

export type Question = { who: { kind: "person" | "key"; id: string }; act: Permission | typeof CALL };

/** From the address, such as `?who=key:0198…&act=call`; null unless both are there. */
export function parseQuestion({ who, act }: { who?: unknown; act?: unknown }): Question | null {
  if (typeof who !== "string") return null;
  const [kind, id = ""] = who.split(":");
  const wanted = act === CALL ? CALL : PERMISSIONS.find((permission) => permission === act);
  if ((kind !== "person" && kind !== "key") || !isUuid(id) || wanted === undefined) return null;
  return { who: { kind, id }, act: wanted };
}
