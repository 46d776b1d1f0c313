import type { Deployment, Replica } from "@millrace/deployments";
import { Dot, type ReplicaCell, ReplicaCells, Tag, type Tone } from "@millrace/ui";
import { useTranslations } from "next-intl";

type State = Deployment["state"];

const TONES: Record<State, Tone> = {
  running: "good",
  starting: "warn",
  degraded: "warn",
  stopped: "neutral",
  unschedulable: "bad",
  failed: "bad",
};

/** The state of a deployment as a colour with its name. */
export function StateDot({ state }: { state: State }) {
  const t = useTranslations("deployments.states");
  return <Dot tone={TONES[state]} label={t(state)} moving={state === "starting"} />;
}

export function StateTag({ state }: { state: State }) {
  const t = useTranslations("deployments.states");
  return <Tag tone={TONES[state]}>{t(state)}</Tag>;
}

const CELLS: Record<Replica["state"], ReplicaCell> = {
  ready: "ready",
  starting: "moving",
  restarting: "moving",
  stopping: "moving",
  quarantined: "failed",
};

export type ReplicaMarkProps = { wanted: number; replicas: readonly Pick<Replica, "state">[] };

/** One cell for each replica that is wanted or there. */
export function ReplicaMark({ wanted, replicas }: ReplicaMarkProps) {
  const t = useTranslations("deployments");
  const absent = Math.max(0, wanted - replicas.length);
  const cells = [
    ...replicas.map(({ state }) => CELLS[state]),
    ...Array.from({ length: absent }, (): ReplicaCell => "absent"),
  ];
  const ready = replicas.filter(({ state }) => state === "ready").length;
  return <ReplicaCells cells={cells} label={t("replicasReady", { ready, wanted })} />;
}
