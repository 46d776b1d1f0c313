import { Pool } from "undici";
import { answerQuestions } from "../child.ts";
import { closedLoop } from "./closed-loop.ts";
import type { LoadQuestion, Target } from "./load.ts";
import { type Fate, openLoop } from "./open-loop.ts";

const OK = 200;
const TOO_MANY = 429;
/** More than can wait within a deadline. */
const OPEN_CONNECTIONS = 1_024;

type Answer = { status: number; bytes: ArrayBuffer };

/** HTTP clients with a connection each, kept alive; every answer is read to its end. */
async function measure(question: LoadQuestion) {
  const { timing } = question;
  if ("clients" in question) {
    return withPool(question, question.clients, (ask) =>
      closedLoop(question.clients, timing, async (turn) => {
        const { status, bytes } = await ask(turn);
        if (status !== OK) throw new Error(`${question.url}: ${status} ${Buffer.from(bytes)}`);
      }),
    );
  }
  return withPool(question, OPEN_CONNECTIONS, (ask) =>
    openLoop(question, async (turn) => fateOf((await ask(turn)).status)),
  );
}

function fateOf(status: number): Fate {
  if (status === OK) return "answered";
  return status === TOO_MANY ? "refused" : "broken";
}

async function withPool<T>(
  { url, headers, bodies }: Target,
  connections: number,
  work: (ask: (turn: number) => Promise<Answer>) => Promise<T>,
): Promise<T> {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  try {
    return await work(async (turn) => {
      const body = bodies[turn % bodies.length] ?? null;
      const method = body === null ? "GET" : "POST";
      const answer = await pool.request({ path, method, headers, body });
      return { status: answer.statusCode, bytes: await answer.body.arrayBuffer() };
    });
  } finally {
    await pool.close();
  }
}

answerQuestions(measure);
