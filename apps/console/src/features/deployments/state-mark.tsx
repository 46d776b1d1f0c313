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
  unloaded: "asleep",
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
  const inState = (wantedState: Replica["state"]) =>
    replicas.filter(({ state }) => state === wantedState).length;
  const [ready, unloaded] = [inState("ready"), inState("unloaded")];
  const label =
    unloaded > 0 ? t("replicasUnloaded", { ready, wanted, unloaded }) : t("replicasReady", { ready, wanted });
  return <ReplicaCells cells={cells} label={label} />;
}

/** What one should know at a glance beside the state: the form of the model that runs, and whether it sleeps. */
export function ServingTags({ replicas }: { replicas: readonly Pick<Replica, "state" | "variant">[] }) {
  const t = useTranslations("deployments");
  const asleep = replicas.length > 0 && replicas.every(({ state }) => state === "unloaded");
  const isInt8 = replicas.some(({ variant }) => variant === "int8");
  return (
    <>
      {isInt8 && <Tag tone="water">int8</Tag>}
      {asleep && <Tag>{t("replicas.states.unloaded")}</Tag>}
    </>
  );
}
