"use client";

import type { InvitationPreview } from "@millrace/teams";
import { Button, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultText } from "../../errors/use-fault-text.ts";
import { teamPath } from "../../team-address/team-path.ts";
import { forgetInvitationToken } from "./use-invitation-token.ts";

/** Whoever is signed in; `isConfined`: through a team's own sign-in, which holds for that team alone. */
export type Reader = { email: string; isConfined: boolean };

export type JoinAsReaderProps = { token: string; preview: InvitationPreview; reader: Reader };

/** Joins as who is signed in; with another address than the invited one only after asking. */
export function JoinAsReader({ token, preview, reader }: JoinAsReaderProps) {
  const t = useTranslations("invitations.page");
  const faultText = useFaultText();
  const accept = useMutation(
    useTrpc().invitations.accept.mutationOptions({
      onSuccess: ({ handle }) => {
        forgetInvitationToken();
        window.location.assign(teamPath(handle, "/"));
      },
    }),
  );
  const isBusy = accept.isPending || accept.isSuccess;
  const invited = preview.email;
  if (reader.isConfined) {
    return (
      <>
        <Notice tone="warn">{t("confined")}</Notice>
        <SignOutButton />
      </>
    );
  }
  if (invited !== null && invited !== reader.email) {
    return (
      <>
        <Notice tone="warn">
          <p className="font-medium">{t("otherEmail.title")}</p>
          <p className="break-words">{t("otherEmail.text", { invited, own: reader.email })}</p>
        </Notice>
        {accept.error && <Notice tone="bad">{faultText(accept.error)}</Notice>}
        <Button
          look="primary"
          size="large"
          className="h-auto min-h-10 whitespace-normal"
          busy={isBusy}
          onClick={() => accept.mutate({ token, withOtherEmail: true })}
        >
          <span className="break-all">{t("otherEmail.act", { own: reader.email })}</span>
        </Button>
        <SignOutButton />
      </>
    );
  }
  return (
    <>
      <p className="break-words text-ink-2">{t("signedInAs", { email: reader.email })}</p>
      {accept.error && <Notice tone="bad">{faultText(accept.error)}</Notice>}
      <Button look="primary" size="large" busy={isBusy} onClick={() => accept.mutate({ token })}>
        {t("join")}
      </Button>
      <SignOutButton />
    </>
  );
}

function SignOutButton() {
  const t = useTranslations("invitations.page.otherEmail");
  return (
    <Button onClick={() => void signOut({ redirect: false }).then(() => window.location.reload())}>
      {t("switch")}
    </Button>
  );
}
