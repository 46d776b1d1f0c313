"use client";

import type { LiveDeployment, Load } from "@millrace/deployments";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { withIdleTime, withReading } from "./readings.ts";

const IDLE_STEP_MS = 2_000;

export type LiveView = {
  deployment: LiveDeployment;
  /** Readings since this page was opened, oldest first. */
  history: readonly Load[];
  connected: boolean;
};

/** A deployment as it is now, streamed from the server while the page is open. */
export function useLiveDeployment(initial: LiveDeployment): LiveView {
  const [deployment, setDeployment] = useState(initial);
  const [history, setHistory] = useState<readonly Load[]>(initial.load ? [initial.load] : []);
  const [served, setServed] = useState(initial);
  if (served !== initial) {
    setServed(initial);
    setDeployment(initial);
  }
  const { status } = useSubscription(
    useTrpc().deployments.watch.subscriptionOptions(
      { name: initial.name },
      {
        onData: (next) => {
          setDeployment(next);
          setHistory((readings) => withReading(readings, next.load));
        },
      },
    ),
  );
  const connected = status === "pending";
  useEffect(() => {
    if (!connected) return;
    const timer = setInterval(
      () => setHistory((readings) => withIdleTime(readings, IDLE_STEP_MS)),
      IDLE_STEP_MS,
    );
    return () => clearInterval(timer);
  }, [connected]);
  return { deployment, history, connected };
}
