import Fastify from 'fastify';
import { type TSchema, Type } from 'typebox';

/**
 * What the HTTP framework alone can do: a create and a poll with the schemas of the real ones, which keep nothing, check
 * no key and know no credits. Runs as a process of its own and prints its address.
 */
const Body = Type.Object(
  {
    model: Type.Enum(['wan-2-7-image-pro', 'wan-2-7-image']),
    prompt: Type.String({ minLength: 1, maxLength: 5000 }),
    params: Type.Optional(
      Type.Object(
        {
          aspect_ratio: Type.Optional(Type.Enum(['1:1', '16:9', '4:3', '21:9', '3:4', '9:16', '8:1', '1:8'])),
          resolution: Type.Optional(Type.Enum(['1K', '2K'])),
          watermark: Type.Optional(Type.Enum(['false', 'true'])),
          seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
        },
        { additionalProperties: false },
      ),
    ),
    client_request_id: Type.Optional(nullable(Type.String({ maxLength: 128 }))),
  },
  { additionalProperties: false },
);

const Task = Type.Object({
  id: Type.String(),
  status: Type.Enum(['queued', 'processing', 'succeeded', 'failed']),
  model: Type.String(),
  reserved_credits: Type.Integer(),
  final_credits: Type.Integer(),
  created_at: Type.String(),
  updated_at: Type.String(),
  result: nullable(Type.Object({ primary_url: Type.String(), urls: Type.Array(Type.String()) })),
  error: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  client_request_id: Type.Optional(Type.String()),
});

const app = Fastify({
  logger: false,
  ajv: { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: false } },
});
let count = 0;

app.route<{ Body: { model: string } }>({
  method: 'POST',
  url: '/api/v1/generations',
  schema: { body: Body, response: { 202: Task } },
  handler: (request, reply) => {
    count += 1;
    const task = taskOf(String(count).padStart(26, '0'), request.body.model);
    return reply.code(202).header('location', `/api/v1/generations/${task.id}`).send(task);
  },
});
app.route<{ Params: { id: string } }>({
  method: 'GET',
  url: '/api/v1/generations/:id',
  schema: { params: Type.Object({ id: Type.String() }), response: { 200: Task } },
  handler: (request) => taskOf(request.params.id, 'wan-2-7-image-pro'),
});

function taskOf(id: string, model: string) {
  const now = new Date().toISOString();
  const cost = { reserved_credits: 12, final_credits: 0 };
  return { id, status: 'queued', model, ...cost, created_at: now, updated_at: now, result: null, error: null };
}

function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

const url = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ url }));
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
