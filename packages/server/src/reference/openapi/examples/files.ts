import type { Catalogue } from '../../../catalogue/index.ts';
import type { OperationExamples } from './examples.ts';
import {
  CREATED_AT,
  ENDED_AT,
  mediaUrl,
  RESULT_EXPIRES_AT,
  RESULT_ID,
  SHA256,
  TASK_ID,
  UPLOAD_EXPIRES_AT,
  UPLOAD_ID,
} from './ids.ts';

/** An uploaded picture and a result, as the Files API shows them. */
export function fileExamples(catalogue: Catalogue, baseUrl: string): Readonly<Record<string, OperationExamples>> {
  const uploaded = { summary: 'An uploaded picture', value: upload(baseUrl) };
  const page = { object: 'list', data: [result(baseUrl), upload(baseUrl)], has_more: true, next_cursor: CURSOR };
  const model = catalogue.list().find(({ descriptor }) => descriptor.fileKinds.includes('image'));
  const form = { file: '(the bytes of reference-image.png)', kind: 'image', ...(model && { model: model.id }) };
  return {
    uploadFile: {
      request: { picture: { summary: 'A picture', value: form } },
      answer: { uploaded },
    },
    retrieveFile: { answer: { uploaded } },
    listFiles: { answer: { page: { summary: 'A page with one after it', value: page } } },
  };
}

const CURSOR = Buffer.from(UPLOAD_ID).toString('base64url');

function upload(baseUrl: string) {
  return {
    id: UPLOAD_ID,
    object: 'file',
    kind: 'image',
    name: 'reference-image.png',
    mime_type: 'image/png',
    size_bytes: 812_345,
    sha256: SHA256,
    width: 1600,
    height: 1200,
    duration_seconds: null,
    duration_token: null,
    url: mediaUrl(baseUrl, UPLOAD_ID, 'reference-image.png', UPLOAD_EXPIRES_AT),
    generation_id: null,
    created_at: CREATED_AT,
    expires_at: UPLOAD_EXPIRES_AT,
  };
}

function result(baseUrl: string) {
  const name = `${RESULT_ID}.png`;
  return {
    ...upload(baseUrl),
    id: RESULT_ID,
    name,
    size_bytes: 4_181_023,
    width: 2048,
    height: 2048,
    url: mediaUrl(baseUrl, RESULT_ID, name, RESULT_EXPIRES_AT),
    generation_id: TASK_ID,
    created_at: ENDED_AT,
    expires_at: RESULT_EXPIRES_AT,
  };
}
