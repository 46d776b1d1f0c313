import { listDeployments } from "@millrace/deployments";
import { listKeys } from "@millrace/keys";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { keyRows } from "../../../../features/keys/key-row.ts";
import { KeysScreen } from "../../../../features/keys/keys-screen.tsx";
import { environment } from "../../../../server/environment.ts";
import { requireContext } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("keys") };
}

export default async function KeysPage({ searchParams }: PageProps) {
  const ctx = await requireContext("keys.read", "deployments.read");
  const [keys, deployments, { create }] = await Promise.all([
    listKeys(ctx),
    listDeployments(ctx),
    searchParams,
  ]);
  const canWrite = may(ctx.actor, "keys.write");
  return (
    <KeysScreen
      keys={keyRows(keys, ctx.clock.now())}
      canWrite={canWrite}
      createAtOnce={canWrite && create === "1"}
      apiUrl={environment().config.apiUrl}
      deployments={deployments.map(({ id, name, model }) => ({ id, name, task: model.task }))}
    />
  );
}
