"use client";

import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import type { ApiError } from "../errors/use-fault-text.ts";
import type { KeyFormErrors } from "./key-fields.tsx";
import { addressesIn, expiryOf, type KeyForm, refusedAddress } from "./key-form.ts";

/** What the server is sent; `expiresAt` is undefined where it stays as it is. */
export type KeyWish = {
  form: KeyForm;
  name: string;
  allowedIps: string[];
  expiresAt: Date | null | undefined;
};

/** The state of the form, and what is wrong with it once somebody wanted to send it. */
export function useKeyForm(initial: KeyForm, onSubmit: (wish: KeyWish) => void) {
  const t = useTranslations("keys.form");
  const timeZone = useTimeZone() ?? "UTC";
  const [form, setForm] = useState(initial);
  const [isChecked, setIsChecked] = useState(false);
  const name = form.name.trim();
  const isDayMissing = expiryOf(form, { now: new Date(0), timeZone }) === "invalid";

  function submit() {
    setIsChecked(true);
    const expiresAt = expiryOf(form, { now: new Date(), timeZone });
    if (name === "" || expiresAt === "invalid") return;
    onSubmit({ form, name, allowedIps: addressesIn(form.addresses), expiresAt });
  }

  function errorsOf(fault: ApiError | null): KeyFormErrors {
    const entry = refusedAddress(fault?.data?.fault.param, form.addresses);
    return {
      ...(isChecked && name === "" && { name: t("nameInvalid") }),
      ...(isChecked && isDayMissing && { lastDay: t("lastDayMissing") }),
      ...(entry !== null && { addresses: t("addressInvalid", { entry }) }),
    };
  }

  return { form, setForm, submit, errorsOf };
}
