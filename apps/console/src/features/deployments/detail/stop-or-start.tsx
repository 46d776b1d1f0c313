"use client";

import type { Deployment } from "@millrace/deployments";
import { Button, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { CirclePause, CirclePlay } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultToast } from "../../errors/use-fault-text.ts";

/** Stopping keeps everything but the replicas, so it asks for no confirmation: starting undoes it. */
export function StopOrStart({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments.detail");
  const router = useRouter();
  const showFault = useFaultToast();
  const stops = deployment.wanted === "running";
  const change = useMutation(
    useTrpc().deployments.setWanted.mutationOptions({
      onSuccess: ({ wanted }) => {
        toast.success(t(wanted === "running" ? "started" : "stopped"));
        router.refresh();
      },
      onError: showFault,
    }),
  );
  const Icon = stops ? CirclePause : CirclePlay;
  return (
    <Button
      look={stops ? "plain" : "primary"}
      busy={change.isPending}
      onClick={() => change.mutate({ id: deployment.id, wanted: stops ? "stopped" : "running" })}
    >
      <Icon aria-hidden />
      {t(stops ? "stop" : "start")}
    </Button>
  );
}
