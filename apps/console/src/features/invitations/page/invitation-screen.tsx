"use client";

import { Button, EmptyState, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { MailX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultText } from "../../errors/use-fault-text.ts";
import { InvitationFacts } from "./invitation-facts.tsx";
import { JoinAsNewPerson } from "./join-as-new-person.tsx";
import { JoinAsReader, type Reader } from "./join-as-reader.tsx";
import { useInvitationToken } from "./use-invitation-token.ts";

/** What the invitation is, and the way to take it: as who is signed in, or as somebody new. */
export function InvitationScreen({ reader }: { reader: Reader | null }) {
  const t = useTranslations("invitations.page");
  const faultText = useFaultText();
  const token = useInvitationToken();
  // Not a query: those are sent with their input in the address, where tokens have no business.
  const { mutate, data, error, isIdle, isPending } = useMutation(
    useTrpc().invitations.preview.mutationOptions(),
  );
  useEffect(() => {
    if (token) mutate({ token });
  }, [token, mutate]);

  if (token === "" || data === null) return <SpentInvitation />;
  if (error) {
    return (
      <>
        <Notice tone="bad">{faultText(error)}</Notice>
        <Button onClick={() => token && mutate({ token })}>{t("again")}</Button>
      </>
    );
  }
  if (token === null || isIdle || isPending || !data) {
    return (
      <p role="status" className="text-ink-2">
        {t("reading")}
      </p>
    );
  }
  return (
    <>
      <InvitationFacts preview={data} />
      {reader ? (
        <JoinAsReader token={token} preview={data} reader={reader} />
      ) : (
        <JoinAsNewPerson token={token} preview={data} />
      )}
    </>
  );
}

function SpentInvitation() {
  const t = useTranslations("invitations.page.bad");
  return (
    <EmptyState
      icon={MailX}
      title={t("title")}
      text={t("text")}
      className="px-0"
      action={
        <Button asChild>
          <a href="/">{t("home")}</a>
        </Button>
      }
    />
  );
}
