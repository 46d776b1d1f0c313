import { Pool } from "undici";
import { answerQuestions } from "../child.ts";
import { closedLoop, type LoopFigures } from "../closed-loop.ts";
import type { LoadQuestion } from "./load.ts";

const OK = 200;

/** HTTP clients with a connection each, kept alive; every answer is read to its end, and must be a good one. */
async function measure({ url, headers, bodies, clients, timing }: LoadQuestion): Promise<LoopFigures> {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: clients, pipelining: 1 });
  const call = async (turn: number) => {
    const { statusCode, body } = await pool.request({
      path,
      method: "POST",
      headers,
      body: bodies[turn % bodies.length] ?? "",
    });
    const bytes = await body.arrayBuffer();
    if (statusCode !== OK) throw new Error(`${url}: ${statusCode} ${Buffer.from(bytes)}`);
  };
  try {
    return await closedLoop(clients, timing, call);
  } finally {
    await pool.close();
  }
}

answerQuestions(measure);
