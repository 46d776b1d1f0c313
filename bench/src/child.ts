import { fork, type Serializable } from "node:child_process";
import { once } from "node:events";

export type Child<Question, Answer> = {
  /** One question at a time. Rejects when the process ends before it answers. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
};

type Options = { args?: readonly string[]; execArgv?: string[] };

/** Starts one of our programs in a process of its own, with nothing of our environment. */
export function startChild<Question extends Serializable, Answer>(
  program: URL,
  { args = [], execArgv = [] }: Options = {},
): Child<Question, Answer> {
  const env = { ORT_DISABLE_TELEMETRY: "1", NODE_ENV: "production" };
  // Not JSON, which knows no NaN.
  const child = fork(program, args, { env, execArgv, serialization: "advanced" });
  const ended = once(child, "exit");
  return {
    ask: async (question) => {
      const answered = new AbortController();
      const answer = once(child, "message", { signal: answered.signal });
      const gone = ended.then(([code, signal]) => {
        throw new Error(`${program.pathname} ended with ${signal ?? code}`);
      });
      child.send(question);
      try {
        const [message] = await Promise.race([answer, gone]);
        return message;
      } finally {
        answered.abort();
        gone.catch(() => undefined);
      }
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill();
      await ended;
    },
  };
}

/** The other end: answers each question, and leaves with the process that asks. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on("message", async (question: Question) => {
    process.send?.(await answer(question));
  });
  process.on("disconnect", () => process.exit());
}
