import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { type CallOptions, Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import {
  LiveSchema,
  ModelInferRequestSchema,
  ModelInferResponseSchema,
  ModelMetadataRequestSchema,
  ModelMetadataSchema,
  ModelReadyRequestSchema,
  ModelReadySchema,
  ServerMetadataSchema,
  ServerReadySchema,
} from "../grpc/schema.ts";

export type Answered<Schema extends DescMessage> = { message: MessageShape<Schema>; trailers: Metadata };
export type InferMessage = MessageInitShape<typeof ModelInferRequestSchema>;

/** A client that sends what it is told, good or bad. */
export function grpcClient(address: string, secret: string | null) {
  const client = new Client(address, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 });
  const metadata = new Metadata();
  if (secret !== null) metadata.set("authorization", `Bearer ${secret}`);

  /** Bytes to a call by its name. Rejects with the status. */
  function send(
    name: string,
    message: Uint8Array,
    more: { metadata?: Metadata; options?: CallOptions } = {},
  ) {
    const path = `/inference.GRPCInferenceService/${name}`;
    const asItIs = (bytes: Buffer) => bytes;
    const { promise, resolve, reject } = Promise.withResolvers<{ bytes: Buffer; trailers: Metadata }>();
    let bytes: Buffer | undefined;
    let failure: ServiceError | null = null;
    const call = client.makeUnaryRequest(
      path,
      asItIs,
      asItIs,
      Buffer.from(message),
      more.metadata ?? metadata,
      more.options ?? {},
      (error, value) => {
        failure = error;
        bytes = value;
      },
    );
    call.once("status", ({ metadata: trailers }) => {
      if (failure === null && bytes !== undefined) resolve({ bytes, trailers });
      else reject(failure);
    });
    return { call, answer: promise };
  }

  async function ask<Schema extends DescMessage>(
    name: string,
    message: Uint8Array,
    schema: Schema,
  ): Promise<Answered<Schema>> {
    const { bytes, trailers } = await send(name, message).answer;
    return { message: fromBinary(schema, new Uint8Array(bytes)), trailers };
  }

  const nothing = new Uint8Array();
  return {
    send,
    close: () => client.close(),
    serverLive: () => ask("ServerLive", nothing, LiveSchema),
    serverReady: () => ask("ServerReady", nothing, ServerReadySchema),
    serverMetadata: () => ask("ServerMetadata", nothing, ServerMetadataSchema),
    modelReady: (name: string, version = "") =>
      ask("ModelReady", packed(ModelReadyRequestSchema, { name, version }), ModelReadySchema),
    modelMetadata: (name: string, version = "") =>
      ask("ModelMetadata", packed(ModelMetadataRequestSchema, { name, version }), ModelMetadataSchema),
    infer: (message: InferMessage) => ask("ModelInfer", inferMessage(message), ModelInferResponseSchema),
  };
}

export function inferMessage(message: InferMessage): Uint8Array {
  return packed(ModelInferRequestSchema, message);
}

function packed<Schema extends DescMessage>(schema: Schema, message: MessageInitShape<Schema>): Uint8Array {
  return toBinary(schema, create(schema, message));
}
