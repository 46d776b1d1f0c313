import type { Session } from "@millrace/people";
import { Wheel } from "@millrace/ui";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { defaultTeam } from "../../server/default-team.ts";
import { TrpcClient } from "../../trpc/client.tsx";
import { teamPath } from "../team-address/team-path.ts";
import { AccountMenu } from "./account-menu.tsx";
import { firstLetter } from "./first-letter.ts";
import { LanguageMenu } from "./language-menu.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

export type OutsideFrameProps = { session: Session; children: ReactNode };

/** Around the pages of a person that belong to no team: their account, a new team, the operator's pages. */
export async function OutsideFrame({ session, children }: OutsideFrameProps) {
  const [t, team] = await Promise.all([getTranslations("frame"), defaultTeam()]);
  const { name, email } = session.person;
  return (
    <TrpcClient endpoint="/api/trpc">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-water px-3 py-2 text-on-water focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <header className="sticky top-0 z-20 flex h-13 items-center gap-3 border-b border-line bg-paper px-4 nav:px-6">
        <Link
          href={team ? teamPath(team.handle, "/") : "/"}
          className="-ml-1.5 flex h-9 min-w-0 items-center gap-2.5 rounded-md px-1.5 font-semibold hover:bg-sunken"
        >
          <Wheel className="size-5.5 shrink-0 text-water" />
          <span className="truncate">{team ? t("backTo", { team: team.name }) : "Millrace"}</span>
        </Link>
        <div className="ml-auto flex shrink-0 items-center gap-1.5">
          <LanguageMenu />
          <ThemeMenu />
          <AccountMenu name={name} email={email} initials={firstLetter(name)} />
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl px-4 pt-6 pb-24 outline-none nav:px-6 nav:pt-7 nav:pb-12"
      >
        {children}
      </main>
    </TrpcClient>
  );
}
