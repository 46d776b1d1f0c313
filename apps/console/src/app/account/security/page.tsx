import { getAccount } from "@millrace/people";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { IdentitiesCard } from "../../../features/account/identities-card.tsx";
import { identityLines } from "../../../features/account/identity-lines.ts";
import { PasswordCard } from "../../../features/account/password-card.tsx";
import { SecondFactorCard } from "../../../features/account/second-factor/second-factor-card.tsx";
import { environment } from "../../../server/environment.ts";
import { requireSession } from "../../../server/session.ts";
import type { PageProps } from "../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.places"))("security") };
}

export default async function AccountSecurityPage({ searchParams }: PageProps) {
  const session = await requireSession();
  if (session.ssoTeamId !== null) return null;
  const { database, clock, config } = environment();
  const [account, query] = await Promise.all([getAccount({ database, clock }, session), searchParams]);
  return (
    <div className="flex flex-col gap-4">
      <PasswordCard email={account.email} hasPassword={account.hasPassword} />
      <SecondFactorCard email={account.email} state={account.secondFactor} />
      <IdentitiesCard
        lines={identityLines(config.signInProviders, account.identities)}
        notice={await noticeOf(query)}
      />
    </div>
  );
}

type Notice = { tone: "water" | "bad"; text: string };

/** What came of leaving to link an account. */
async function noticeOf({ linked, refusal }: Awaited<PageProps["searchParams"]>): Promise<Notice | null> {
  if (linked !== undefined) {
    return { tone: "water", text: (await getTranslations("account.identities"))("linked") };
  }
  const errors = await getTranslations("errors.codes");
  if (refusal === "people.identity_taken") return { tone: "bad", text: errors("people_identity_taken") };
  if (refusal === "people.prove_again") return { tone: "bad", text: errors("people_prove_again") };
  return refusal === undefined ? null : { tone: "bad", text: errors("api_invalid") };
}
