import type { FileKind, ListFilesQuery, PublicApiFile, PublicApiFileList } from '../generated/api.ts';
import { type ApiPromise, toApiPromise } from '../transport/api-promise.ts';
import type { ListPromise } from '../transport/list-promise.ts';
import { RETRY_POLICIES } from '../transport/retry-policy.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { type UploadedFile, type UploadOptions, type UploadRequest, uploadFile } from './upload-file.ts';

/** `client.files`: reference files and results. */
export class FilesApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Uploads a reference file; its `url` then goes into `params.referenceMediaItems`. The file is read while it is sent.
   * Throws `FileReadError` when it cannot be read.
   */
  upload<const Kind extends FileKind>(
    request: UploadRequest<Kind>,
    options?: UploadOptions,
  ): ApiPromise<UploadedFile<Kind>> {
    return toApiPromise(uploadFile(this.#transport, request, options));
  }

  /** A file of this account, with a freshly signed URL. */
  retrieve(id: string, options?: CallOptions): ApiPromise<PublicApiFile> {
    return this.#transport.send(
      { method: 'GET', path: ['files', id], policy: RETRY_POLICIES.read, field: 'id' },
      options,
    );
  }

  /** The account's files, newest first. */
  list(query?: ListFilesQuery, options?: CallOptions): ListPromise<PublicApiFile, PublicApiFileList> {
    return this.#transport.sendList({ method: 'GET', path: ['files'], policy: RETRY_POLICIES.read, query }, options);
  }

  /** Deletes a file at once; its URLs end with it. */
  delete(id: string, options?: CallOptions): ApiPromise<void> {
    return this.#transport.send({ method: 'DELETE', path: ['files', id], policy: RETRY_POLICIES.delete }, options);
  }
}
