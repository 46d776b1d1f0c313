"use client";

import { Button, Card, CardHeader } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { BooksVerdict } from "./books-verdict.tsx";

/** Do usage, ledger, invoices and limits say the same? Added up when somebody asks. */
export function BooksProof() {
  const t = useTranslations("billing.books");
  const showFault = useFaultToast();
  const prove = useMutation(useTrpc().billing.proveBooks.mutationOptions({ onError: showFault }));
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex flex-col items-start gap-3 px-4 pt-1 pb-4">
        <p className="text-ink-2">{t("text")}</p>
        <Button onClick={() => prove.mutate()} busy={prove.isPending}>
          <Scale aria-hidden />
          {prove.isPending ? t("busy") : t("act")}
        </Button>
        <div aria-live="polite" className="w-full">
          {prove.data && <BooksVerdict books={prove.data} />}
        </div>
      </div>
    </Card>
  );
}
