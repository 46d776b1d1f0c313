"use client";

import type { KeyScopes } from "@millrace/keys";
import { useFormatter, useTranslations } from "next-intl";
import type { CallableDeployment } from "./callable-deployment.ts";
import { API_NAMES } from "./key-form.ts";

/** What a key may do, in words: which deployments, through which APIs, from where. */
export function useScopeText(deployments: readonly CallableDeployment[]): (scopes: KeyScopes) => string {
  const t = useTranslations("keys");
  const format = useFormatter();
  const list = (words: readonly string[]) => format.list(words);

  function deploymentsText(ids: readonly string[]): string {
    if (ids.length === 0) return t("scope.everyDeployment");
    const names = deployments.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    const gone = ids.length - names.length;
    return list(gone === 0 ? names : [...names, t("scope.deleted", { count: gone })]);
  }

  return ({ deploymentIds, apis, allowedIps }) =>
    [
      deploymentsText(deploymentIds),
      ...(apis.length === 0 ? [] : [t("scope.through", { apis: list(apis.map((api) => API_NAMES[api])) })]),
      ...(allowedIps.length === 0 ? [] : [t("scope.from", { addresses: list(allowedIps) })]),
    ].join(t("scope.separator"));
}
