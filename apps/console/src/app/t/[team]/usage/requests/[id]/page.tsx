import { isUuid } from "@millrace/kernel";
import { getRequest } from "@millrace/metering";
import { describeBody } from "@millrace/privacy";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { KeptBodyCard } from "../../../../../../features/privacy/kept-body-card.tsx";
import { readNames } from "../../../../../../features/usage/read-names.ts";
import { RequestScreen } from "../../../../../../features/usage/request-screen.tsx";
import { found } from "../../../../../../server/found.ts";
import { requireContext } from "../../../../../../server/session.ts";
import type { PageProps } from "../../../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("request"))("title") };
}

export default async function RequestPage({ params }: PageProps<{ id: string }>) {
  const [ctx, { id }] = await Promise.all([
    requireContext("usage.read", "deployments.read", "keys.read"),
    params,
  ]);
  if (!isUuid(id)) notFound();
  const [request, names, kept] = await Promise.all([
    found(getRequest(ctx, { id })),
    readNames(ctx),
    may(ctx.actor, "bodies.read") ? describeBody(ctx, { requestId: id }) : null,
  ]);
  return (
    <>
      <RequestScreen request={request} names={names} />
      {may(ctx.actor, "bodies.read") && (
        <div className="mt-5">
          <KeptBodyCard requestId={request.id} expiresAt={kept?.expiresAt ?? null} />
        </div>
      )}
    </>
  );
}
