"use client";

import { Button } from "@millrace/ui";
import { ExternalLink } from "lucide-react";
import { usePortal } from "./use-provider-page.ts";

/** Leads to the provider's pages about cards, tax numbers and receipts. */
export function PortalButton({ label, className }: { label: string; className?: string }) {
  const portal = usePortal();
  return (
    <Button className={className} onClick={portal.open} busy={portal.isBusy}>
      <ExternalLink aria-hidden />
      {label}
    </Button>
  );
}
