"use client";

import { Select, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { useRoleName } from "../roles/use-role-name.ts";
import type { MemberRow } from "./member-row.ts";

export type GivableRole = { id: string; name: string | null };

export type RoleSelectProps = { member: MemberRow; givable: readonly GivableRole[] };

/** Gives somebody another role, at once: choosing the former one undoes it. */
export function RoleSelect({ member, givable }: RoleSelectProps) {
  const t = useTranslations("team");
  const router = useRouter();
  const roleName = useRoleName();
  const showFault = useFaultToast();
  const nameOf = ({ id, name }: GivableRole) => roleName({ role: id, roleName: name });
  const change = useMutation(
    useTrpc().members.changeRole.mutationOptions({
      onSuccess: (_, { role }) => {
        const given = givable.find(({ id }) => id === role);
        toast.success(t("roleChanged", { name: member.name, role: given ? nameOf(given) : role }));
      },
      onError: showFault,
      onSettled: () => router.refresh(),
    }),
  );
  return (
    <Select
      aria-label={t("roleOf", { name: member.name })}
      className="min-w-32"
      value={change.isPending ? change.variables.role : member.role}
      disabled={change.isPending}
      onValueChange={(role) => change.mutate({ personId: member.personId, role })}
      options={givable.map((role) => ({ value: role.id, label: nameOf(role) }))}
    />
  );
}
