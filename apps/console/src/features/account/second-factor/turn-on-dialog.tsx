"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import {
  Button,
  CopyButton,
  Dialog,
  DialogActions,
  DialogClose,
  DialogContent,
  Field,
  Input,
} from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultText } from "../../errors/use-fault-text.ts";
import { QrCode } from "./qr-code.tsx";

/** Some authenticators show a space in the middle. */
const formSchema = z.object({
  code: z
    .string()
    .transform((text) => text.replaceAll(/\s/g, ""))
    .pipe(z.string().regex(/^\d{6}$/)),
});

export type TurnOnDialogProps = {
  setup: { secret: string; uri: string };
  onDone: (codes: readonly string[]) => void;
  onClose: () => void;
};

/** Hands the secret to an authenticator, and takes a code from it as proof that it arrived. */
export function TurnOnDialog({ setup, onDone, onClose }: TurnOnDialogProps) {
  const t = useTranslations("account.secondFactor");
  const common = useTranslations("account");
  const faultText = useFaultText();
  const turnOn = useMutation(
    useTrpc().account.turnOnSecondFactor.mutationOptions({
      onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
    }),
  );
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { code: "" },
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("setupTitle")} description={t("setupText")} closeLabel={common("close")}>
        <form
          onSubmit={handleSubmit((form) => turnOn.mutate(form))}
          noValidate
          className="flex flex-col gap-4"
        >
          <div className="flex flex-col items-center gap-4 sm:flex-row">
            <QrCode text={setup.uri} label={t("qr")} />
            <div className="min-w-0">
              <p className="text-sm text-ink-2">{t("secret")}</p>
              <div className="flex items-center gap-1">
                <code data-testid="secret" className="figure min-w-0 break-all select-all">
                  {grouped(setup.secret)}
                </code>
                <CopyButton text={setup.secret} label={t("copySecret")} copiedLabel={t("copied")} />
              </div>
            </div>
          </div>
          <Field
            label={t("code")}
            error={
              formState.errors.code ? t("codeInvalid") : turnOn.error ? faultText(turnOn.error) : undefined
            }
          >
            <Input
              className="figure"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={12}
              autoFocus
              {...register("code")}
            />
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={turnOn.isPending}>
              {t("act")}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** In groups of four, as one copies it by hand. */
function grouped(secret: string): string {
  return secret.replaceAll(/.{4}(?=.)/g, "$& ");
}
