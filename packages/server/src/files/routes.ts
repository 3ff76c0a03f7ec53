import multipart from '@fastify/multipart';
import { Type } from 'typebox';
import { callerOf } from '../accounts/index.ts';
import { FILE_KINDS } from '../catalogue/index.ts';
import { listView } from '../platform/http/cursor.ts';
import { ErrorBody, ListOf, PageQuery } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { deleteFile } from './delete-file.ts';
import type { FileDeps } from './deps.ts';
import { listFiles, retrieveFile } from './find-files.ts';
import { createGates } from './inspect/inspect-content.ts';
import { operations } from './operations.ts';
import { createPassingBytes } from './passing-bytes.ts';
import { receiveUpload } from './receive-upload.ts';
import { uploadFile } from './upload-file.ts';
import { FileBody, fileView } from './view.ts';

const FilePath = Type.Object({
  id: Type.String({ description: 'The id of the file.', examples: ['file_01jv8z5a1b2c3d4e5f6g7h8j9k'] }),
});
const NoQuery = Type.Object({}, { additionalProperties: false });
const ListQuery = Type.Object(
  {
    ...PageQuery,
    kind: Type.Optional(Type.Enum([...FILE_KINDS], { description: 'Only files of this kind.' })),
    source: Type.Optional(
      Type.Enum(['upload', 'result'], { description: 'Only what was uploaded, or only results of generations.' }),
    ),
  },
  { additionalProperties: false },
);

/** The Files API: upload, retrieve, list and delete. */
export function fileRoutes(app: HttpServer, deps: FileDeps): void {
  addUpload(app, deps);

  app.route({
    method: 'GET',
    url: '/api/v1/files',
    config: { scope: 'files:read' },
    schema: { operation: operations.list, querystring: ListQuery, response: { 200: ListOf(FileBody), 400: ErrorBody } },
    handler: async (request) =>
      listView(await listFiles(deps, callerOf(request).accountId, request.query), (row) => fileView(deps, row)),
  });

  app.route({
    method: 'GET',
    url: '/api/v1/files/:id',
    config: { scope: 'files:read' },
    schema: {
      operation: operations.retrieve,
      params: FilePath,
      querystring: NoQuery,
      response: { 200: FileBody, 404: ErrorBody },
    },
    handler: async (request) =>
      fileView(deps, await retrieveFile(deps, callerOf(request).accountId, request.params.id)),
  });

  app.route({
    method: 'DELETE',
    url: '/api/v1/files/:id',
    config: { scope: 'files:create' },
    schema: {
      operation: operations.delete,
      params: FilePath,
      querystring: NoQuery,
      response: { 204: Type.Null(), 404: ErrorBody },
    },
    handler: async (request, reply) => {
      await deleteFile(deps, callerOf(request).accountId, request.params.id);
      return reply.code(204).send(null);
    },
  });
}

/** Multipart is understood by this one route and nowhere else; it takes nothing but multipart. */
function addUpload(app: HttpServer, deps: FileDeps): void {
  const uploadDeps = { ...deps, gates: createGates(), passing: createPassingBytes() };
  app.register(async (scope: HttpServer) => {
    scope.removeAllContentTypeParsers();
    await scope.register(multipart, { throwFileSizeLimit: false });
    scope.route({
      method: 'POST',
      url: '/api/v1/files',
      config: { scope: 'files:create', mayTakeLong: true },
      schema: {
        operation: operations.upload,
        querystring: NoQuery,
        response: { 201: FileBody, 400: ErrorBody, 413: ErrorBody, 415: ErrorBody },
      },
      handler: async (request, reply) => {
        const upload = await receiveUpload(uploadDeps, request);
        const row = await uploadFile(uploadDeps, callerOf(request).accountId, upload);
        return reply.code(201).header('location', `/api/v1/files/${row.id}`).send(fileView(deps, row));
      },
    });
  });
}
