import { listKeys } from "@millrace/keys";
import { listMembers, may, PERMISSIONS } from "@millrace/teams";
import { Card, CardHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccessAnswer } from "../../../../../features/access/access-answer.tsx";
import { AccessForm } from "../../../../../features/access/access-form.tsx";
import { parseQuestion, type Question } from "../../../../../features/access/access-question.ts";
import { readAnswer } from "../../../../../features/access/read-answer.ts";
import { TeamPage } from "../../../../../features/team/team-page.tsx";
import { requireContext } from "../../../../../server/session.ts";
import type { PageProps } from "../../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team"))("tabs.access") };
}

export default async function AccessPage({ searchParams }: PageProps) {
  const ctx = await requireContext("members.read");
  const [t, members, keys, query] = await Promise.all([
    getTranslations("access"),
    listMembers(ctx),
    may(ctx.actor, "keys.read") ? listKeys(ctx) : [],
    searchParams,
  ]);
  const own: Question = { who: { kind: "person", id: ctx.actor.personId ?? "" }, act: "deployments.write" };
  const question = parseQuestion(query) ?? own;
  const answer = await readAnswer(ctx, question, keys);
  return (
    <TeamPage tab="access" has={(permission) => may(ctx.actor, permission)}>
      <Card className="max-w-3xl">
        <CardHeader title={t("title")} />
        <AccessForm
          people={members.map(({ personId, name, email }) => ({ id: personId, name, email }))}
          keys={keys.map(({ id, name }) => ({ id, name }))}
          permissions={PERMISSIONS}
          who={`${question.who.kind}:${question.who.id}`}
          act={question.act}
        />
        {answer && <AccessAnswer answer={answer} />}
      </Card>
    </TeamPage>
  );
}
