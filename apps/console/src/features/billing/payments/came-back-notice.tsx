"use client";

import { Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { RefreshRegularly } from "../../frame/refresh-regularly.tsx";
import type { CameBack } from "./came-back.ts";

const EVERY_MS = 5_000;

export type CameBackNoticeProps = {
  cameBack: CameBack;
  /** What is bought is here; else it is on its way. */
  isHere: boolean;
  /** What is bought, for people. */
  name: string;
};

/** Tells somebody who came back from the provider what became of it, and looks again until it is here. */
export function CameBackNotice({ cameBack: { what, outcome }, isHere, name }: CameBackNoticeProps) {
  const t = useTranslations("billing.payments.back");
  const waits = outcome === "done" && !isHere;
  return (
    <>
      {waits && <RefreshRegularly everyMs={EVERY_MS} />}
      <div role="status" className="mb-5">
        <Notice tone="water">
          {outcome === "left" && !isHere ? t("left") : t(`${what}.${isHere ? "done" : "waiting"}`, { name })}
        </Notice>
      </div>
    </>
  );
}
