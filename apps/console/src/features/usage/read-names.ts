import type { Context } from "@millrace/db";
import { listDeployments } from "@millrace/deployments";
import { listKeys } from "@millrace/keys";
import { NOBODY, SERVICE_KEYS } from "@millrace/metering";
import { getTranslations } from "next-intl/server";
import { type Names, OUTCOMES } from "./names.ts";

export async function readNames(ctx: Context): Promise<Names> {
  const [keys, deployments, t] = await Promise.all([
    listKeys(ctx),
    listDeployments(ctx),
    getTranslations("usage"),
  ]);
  const makers = keys.flatMap(({ createdBy, isService }) => (createdBy && !isService ? [createdBy] : []));
  return {
    keys: Object.fromEntries(keys.map(({ id, name }) => [id, name])),
    deployments: Object.fromEntries(deployments.map(({ id, name }) => [id, name])),
    members: {
      ...Object.fromEntries(makers.map(({ id, label }) => [id, label])),
      [SERVICE_KEYS]: t("members.service"),
      [NOBODY]: t("members.nobody"),
    },
    outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, t(`outcomes.${outcome}`)])),
    others: t("others"),
  };
}
