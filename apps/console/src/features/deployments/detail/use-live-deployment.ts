"use client";

import type { LiveDeployment, Load } from "@millrace/deployments";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";

/** Five minutes at a reading every two seconds. */
const READINGS_MAX = 150;

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
  const subscription = useSubscription(
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
  return { deployment, history, connected: subscription.status === "pending" };
}

function withReading(readings: readonly Load[], load: Load | null): readonly Load[] {
  if (!load || readings.at(-1)?.at.getTime() === load.at.getTime()) return readings;
  return [...readings, load].slice(-READINGS_MAX);
}
