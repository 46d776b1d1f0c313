"use client";

import {
  Button,
  Card,
  CardHeader,
  Dialog,
  DialogActions,
  DialogClose,
  DialogContent,
  Field,
  Select,
  toast,
} from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

const CHOICES = [0, 1, 7, 30, 90];

/** Whether what is asked and answered is kept, and for how long. */
export function BodyDaysCard({ days, kept }: { days: number; kept: number }) {
  const t = useTranslations("privacy.bodies");
  const router = useRouter();
  const showFault = useFaultToast();
  const [chosen, setChosen] = useState(days);
  const [isAsking, setIsAsking] = useState(false);
  const removes = chosen < days && kept > 0;
  const save = useMutation(
    useTrpc().privacy.setBodyDays.mutationOptions({
      onSuccess: ({ removed }) => {
        toast.success(t("saved", { removed }));
        setIsAsking(false);
        router.refresh();
      },
      onError: showFault,
    }),
  );
  const choices = CHOICES.includes(days) ? CHOICES : [...CHOICES, days].toSorted((one, other) => one - other);
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex max-w-lg flex-col items-start gap-4 p-4 pt-1">
        <p className="text-ink-2">{t("text")}</p>
        <p className="text-ink-2">{t("kept", { count: kept })}</p>
        <Field label={t("days")} className="w-full">
          <Select
            value={String(chosen)}
            onValueChange={(value) => setChosen(Number(value))}
            options={choices.map((count) => ({ value: String(count), label: t("choice", { count }) }))}
          />
        </Field>
        <Button
          onClick={() => (removes ? setIsAsking(true) : save.mutate({ days: chosen }))}
          disabled={chosen === days}
          busy={save.isPending}
        >
          {t("act")}
        </Button>
      </div>
      <Dialog open={isAsking} onOpenChange={setIsAsking}>
        <DialogContent
          title={t(chosen === 0 ? "confirm.off" : "confirm.shorter", { days: chosen })}
          description={t(chosen === 0 ? "confirm.offText" : "confirm.shorterText", { count: kept })}
          closeLabel={t("confirm.cancel")}
        >
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("confirm.cancel")}</Button>
            </DialogClose>
            <Button look="danger" busy={save.isPending} onClick={() => save.mutate({ days: chosen })}>
              {t("confirm.act")}
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    </Card>
  );
}
