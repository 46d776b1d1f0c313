"use client";

import { Button } from "@millrace/ui";
import { KeyRound, type LucideIcon, Mail, UserRound } from "lucide-react";
import Link from "next/link";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { withWanted } from "./sign-in-paths.ts";

export type ProviderButton = { id: string; name: string };

/** The ways in without a password of this console. */
export function OtherWays({ providers, path }: { providers: readonly ProviderButton[]; path: string }) {
  const t = useTranslations("signIn");
  const [leavingFor, setLeavingFor] = useState<string | null>(null);
  return (
    <div className="flex flex-col gap-2">
      <p className="mb-1 flex items-center gap-3 text-sm text-ink-2 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {t("or")}
      </p>
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="large"
          busy={leavingFor === id}
          onClick={() => {
            setLeavingFor(id);
            signIn(id, { callbackUrl: path }).catch(() => setLeavingFor(null));
          }}
        >
          <UserRound aria-hidden />
          {t("with", { provider: name })}
        </Button>
      ))}
      <Way href={withWanted("/sign-in/email", path)} icon={Mail} label={t("byLink")} />
      <Way href={withWanted("/sign-in/sso", path)} icon={KeyRound} label={t("bySingleSignOn")} />
    </div>
  );
}

function Way({ href, icon: Icon, label }: { href: string; icon: LucideIcon; label: string }) {
  return (
    <Button asChild size="large">
      <Link href={href}>
        <Icon aria-hidden />
        {label}
      </Link>
    </Button>
  );
}
