"use client";

import { Button, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { useFragment } from "./use-fragment.ts";

const SPENT = "people.link_spent";

/** Behind a mailed link: says that the address belongs to whoever reads its mail and is signed in here. */
export function VerifyEmail() {
  const t = useTranslations("signIn.verifyEmail");
  const faultText = useFaultText();
  const token = useFragment();
  const verify = useMutation(useTrpc().account.verifyEmail.mutationOptions());

  if (verify.isSuccess) {
    return (
      <>
        <p role="status">{t("done")}</p>
        <Button asChild look="primary" size="large">
          <Link href="/">{t("onward")}</Link>
        </Button>
      </>
    );
  }
  if (token === "" || verify.error?.data?.fault.code === SPENT) {
    return <Notice tone="bad">{t("spent")}</Notice>;
  }
  return (
    <>
      {verify.error && <Notice tone="bad">{faultText(verify.error)}</Notice>}
      <Button
        look="primary"
        size="large"
        disabled={token === null}
        busy={verify.isPending}
        onClick={() => token && verify.mutate({ token })}
      >
        {t("act")}
      </Button>
    </>
  );
}
