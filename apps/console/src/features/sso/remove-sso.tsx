"use client";

import { Button, Dialog, DialogActions, DialogClose, DialogContent, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

/** Ends single sign-on after saying what that does. */
export function RemoveSso({ onDone }: { onDone: () => void }) {
  const t = useTranslations("sso.remove");
  const router = useRouter();
  const showFault = useFaultToast();
  const [isOpen, setOpen] = useState(false);
  const remove = useMutation(
    useTrpc().sso.remove.mutationOptions({
      onSuccess: () => {
        toast.success(t("done"));
        setOpen(false);
        onDone();
      },
      onError: showFault,
      onSettled: () => router.refresh(),
    }),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("open")}</Button>
      <Dialog open={isOpen} onOpenChange={setOpen}>
        <DialogContent title={t("title")} description={t("effect")} closeLabel={t("close")}>
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
              {t("act")}
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    </>
  );
}
