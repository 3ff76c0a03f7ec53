import { Type } from 'typebox';
import { FILE_KINDS } from '../catalogue/index.ts';
import type { Operation } from '../platform/http/described-routes.ts';
import { DEFAULT_KINDS } from './file-policy.ts';

const tag = 'Files';

const limits = FILE_KINDS.map(
  (kind) => `${kind} ${DEFAULT_KINDS[kind].maxMb} MB (${DEFAULT_KINDS[kind].mimeTypes.join(', ')})`,
);

/** The parts of an upload, in any order. `UploadForm` judges them as they arrive. */
const UploadParts = Type.Object(
  {
    file: Type.String({
      format: 'binary',
      description: 'The bytes, as a part with a filename. Their type is what they say, not what the part claims.',
    }),
    kind: Type.Enum([...FILE_KINDS], { description: 'What the file is; it has to fit its bytes.' }),
    model: Type.Optional(
      Type.String({ title: 'ModelId', description: 'The model the file is meant for; its limits count then.' }),
    ),
    client_request_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: 'An id of your own; it comes back as it was sent.' }),
    ),
  },
  { title: 'FileUpload', additionalProperties: false, description: 'A multipart form; its parts come in any order.' },
);

/** How the routes of this folder are described. */
export const operations = {
  upload: {
    id: 'uploadFile',
    tag,
    summary: 'Upload a file',
    description:
      'Takes one reference file as a multipart form, looks into it and keeps it for a while (`expires_at`). Without ' +
      `\`model\` the limits are: ${limits.join('; ')}. With it they are those of the model. A megabyte is 2^20 bytes; ` +
      'a picture may have 50 megapixels. Send the `url` of the answer in `params.referenceMediaItems`, and for video ' +
      'and audio `duration_token` as `durationToken` where a model asks for it.',
    errors: ['file_unreadable', 'file_too_large', 'file_type_not_supported', 'unsupported_media_type'],
    answerHeaders: ['Location'],
    form: UploadParts,
  },
  list: {
    id: 'listFiles',
    tag,
    summary: 'List files',
    description: 'Uploads and results of the account that have not expired, the newest first, a page at a time.',
  },
  retrieve: {
    id: 'retrieveFile',
    tag,
    summary: 'Retrieve a file',
    description: 'What is known of one file, with a freshly signed `url` for its bytes.',
  },
  delete: {
    id: 'deleteFile',
    tag,
    summary: 'Delete a file',
    description:
      'Takes the file from everybody at once: its `url` ends, and it can no longer be used as a reference. A task ' +
      'that already uses it is not disturbed.',
  },
} as const satisfies Record<string, Operation>;
