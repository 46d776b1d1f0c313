import { Button } from "@millrace/ui";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRoleName } from "../roles/use-role-name.ts";
import { teamPath } from "../team-address/team-path.ts";
import { AccountCard } from "./account-card.tsx";

export type TeamLine = { handle: string; name: string; role: string; roleName: string | null };

/** The teams that one is in, each a way into it. */
export function TeamsCard({ teams }: { teams: readonly TeamLine[] }) {
  const t = useTranslations("account.teams");
  const roleName = useRoleName();
  return (
    <AccountCard title={t("title")} text={teams.length === 0 ? t("none") : t("leave")}>
      {teams.length > 0 && (
        <ul className="divide-y divide-line">
          {teams.map(({ handle, name, ...role }) => (
            <li key={handle} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
              <Link href={teamPath(handle, "/")} className="rounded-sm font-medium hover:underline">
                {name}
              </Link>
              <span className="text-ink-2">{roleName(role)}</span>
            </li>
          ))}
        </ul>
      )}
      <Button asChild className="self-start">
        <Link href="/new-team">{t("found")}</Link>
      </Button>
    </AccountCard>
  );
}
