"use client";

import type { KeyApi } from "@millrace/keys";
import { CopyButton, Field, Notice, Select } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CallIt } from "../snippets/call-it.tsx";
import type { CallableDeployment } from "./callable-deployment.ts";

export type NewKeyProps = {
  secret: string;
  apiUrl: string;
  /** Those that it may call. */
  deployments: readonly CallableDeployment[];
  /** APIs that it may use; empty: all. */
  families: readonly KeyApi[];
};

/** A key in full, and ready snippets with it for a deployment of choice. */
export function NewKey({ secret, apiUrl, deployments, families }: NewKeyProps) {
  const t = useTranslations("keys.create");
  const [name, setName] = useState(deployments[0]?.name ?? "");
  const deployment = deployments.find((candidate) => candidate.name === name);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken py-1 pr-1 pl-3">
        <code data-testid="secret" className="figure min-w-0 grow break-all select-all">
          {secret}
        </code>
        <CopyButton text={secret} label={t("copy")} copiedLabel={t("copied")} autoFocus />
      </div>
      {deployment ? (
        <>
          <Field label={t("deployment")}>
            <Select
              value={name}
              onValueChange={setName}
              options={deployments.map((option) => ({ value: option.name, label: option.name }))}
            />
          </Field>
          <div className="overflow-hidden rounded-lg border border-line">
            <CallIt
              subject={{ apiUrl, deployment: deployment.name, task: deployment.task, families, secret }}
              title={t("callIt")}
            />
          </div>
        </>
      ) : (
        <Notice tone="water">{t("noDeployment")}</Notice>
      )}
    </div>
  );
}
