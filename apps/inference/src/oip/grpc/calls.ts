import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { answerHeaders } from "../../answer-headers.ts";
import type { Caller } from "../../http/caller.ts";
import { admitted, type Service, settle } from "../../service.ts";
import { describeModel, describeServer, findModel, isReady } from "../models.ts";
import { earliest, readPrecedence } from "../read-precedence.ts";
import { refuse } from "../refusal.ts";
import { answerOf, metadataOf } from "./messages-of.ts";
import { readInferMessage } from "./read-infer-message.ts";
import {
  LiveSchema,
  ModelInferResponseSchema,
  ModelMetadataRequestSchema,
  ModelMetadataSchema,
  ModelReadyRequestSchema,
  ModelReadySchema,
  ServerMetadataSchema,
  ServerReadySchema,
} from "./schema.ts";

/** A call as it came. */
export type Incoming = {
  readonly id: string;
  readonly message: Uint8Array;
  /** What is left of the time that the client waits; absent when it waits for ever. */
  readonly deadlineMs: number | undefined;
  /** Aborts when the client leaves or its deadline passes. */
  readonly signal: AbortSignal;
};

export type Outgoing = { readonly message: Buffer; readonly trailers?: Readonly<Record<string, string>> };

type OpenCalls = Readonly<Record<string, () => Promise<Outgoing>>>;
type KeyedCalls = Readonly<Record<string, (caller: Caller, incoming: Incoming) => Promise<Outgoing>>>;

/** What is answered without a key. */
export function openCalls(isServerReady: () => boolean): OpenCalls {
  return {
    ServerLive: async () => ({ message: pack(LiveSchema, { live: true }) }),
    ServerReady: async () => ({ message: pack(ServerReadySchema, { ready: isServerReady() }) }),
  };
}

export function keyedCalls(service: Service): KeyedCalls {
  return {
    ServerMetadata: async () => ({ message: pack(ServerMetadataSchema, describeServer()) }),
    ModelReady: async (caller, { message }) => {
      const { name, version } = unpack(ModelReadyRequestSchema, message);
      const { deploymentId } = await findModel(service, caller, { model: name, version });
      return { message: pack(ModelReadySchema, { ready: isReady(service, deploymentId) }) };
    },
    ModelMetadata: async (caller, { message }) => {
      const { name, version } = unpack(ModelMetadataRequestSchema, message);
      const model = describeModel(service, await findModel(service, caller, { model: name, version }));
      return { message: pack(ModelMetadataSchema, metadataOf(model)) };
    },
    ModelInfer: (caller, incoming) => infer(service, caller, incoming),
  };
}

async function infer(
  service: Service,
  caller: Caller,
  { id, message, deadlineMs, signal }: Incoming,
): Promise<Outgoing> {
  const asked = readInferMessage(message);
  const { name, deploymentId, modelVersionId } = await findModel(service, caller, asked);
  return admitted(service, { caller, id, model: name }, async (admission) => {
    const precedence = readPrecedence(asked.parameters);
    const answer = await service.engine.infer(deploymentId, {
      inputs: asked.inputs,
      outputs: asked.outputs,
      signal,
      counted: admission.allowance.counted,
      flow: caller.keyId,
      priority: precedence.priority,
      deadlineMs: earliest(deadlineMs, precedence.deadlineMs),
    });
    await settle(service, admission, { ...answer, inputs: answer.rows });
    const served = { model: name, version: modelVersionId, id: asked.id };
    return {
      message: pack(ModelInferResponseSchema, answerOf(served, answer.outputs)),
      trailers: answerHeaders(answer, admission),
    };
  });
}

function unpack<Schema extends DescMessage>(schema: Schema, bytes: Uint8Array): MessageShape<Schema> {
  try {
    return fromBinary(schema, bytes, { readUnknownFields: false });
  } catch {
    throw refuse("bad_message", `The message is no ${schema.name}.`);
  }
}

function pack<Schema extends DescMessage>(schema: Schema, message: MessageInitShape<Schema>): Buffer {
  const { buffer, byteOffset, byteLength } = toBinary(schema, create(schema, message));
  return Buffer.from(buffer, byteOffset, byteLength);
}
