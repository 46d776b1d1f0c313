import { listLimits } from "@millrace/quotas";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { RefreshRegularly } from "../../../../features/frame/refresh-regularly.tsx";
import { LimitsScreen } from "../../../../features/limits/limits-screen.tsx";
import { readSubjects } from "../../../../features/limits/read-subjects.ts";
import { textParam } from "../../../../features/range/text-param.ts";
import { requireContext, requireMember } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("limits"))("title") };
}

export default async function LimitsPage({ searchParams }: PageProps) {
  const [ctx, { team }, params] = await Promise.all([
    requireContext("limits.read"),
    requireMember(),
    searchParams,
  ]);
  const subjects = await readSubjects(ctx);
  const keyId = textParam(params.key);
  const testedKey = keyId === undefined ? null : subjects.key.find(({ id }) => id === keyId);
  if (testedKey === undefined) notFound();
  const limits = await listLimits(ctx, testedKey === null ? {} : { keyId: testedKey.id });
  return (
    <>
      <RefreshRegularly />
      <LimitsScreen
        team={{ id: team.id, currency: team.currency }}
        limits={limits}
        testedKey={testedKey}
        canWrite={may(ctx.actor, "limits.write")}
        subjects={subjects}
      />
    </>
  );
}
