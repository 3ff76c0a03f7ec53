import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTimes } from '../faults/check-fields.ts';
import { clearFaults, countStruck, spreadByChance } from '../faults/fault-book.ts';
import { listen } from '../http/listen.ts';
import { openS3FaultBook } from './faults.ts';
import { S3_DEFAULTS, S3_OPERATIONS, type S3Operation, type S3Options } from './options.ts';
import { serveBucket } from './serve-bucket.ts';
import type { S3Simulator } from './simulator.ts';
import type { S3State } from './state.ts';

/**
 * Starts one bucket that speaks the S3 protocol on 127.0.0.1, in the path style. Bytes lie in a temporary folder until
 * `close`, so that large objects need no memory. Rejects when `port` is taken.
 */
export async function startS3Simulator(options: Partial<S3Options> = {}): Promise<S3Simulator> {
  const folder = await mkdtemp(join(tmpdir(), 'rivya-s3-'));
  const state: S3State = {
    options: { ...S3_DEFAULTS, ...options },
    folder,
    objects: new Map(),
    uploads: new Map(),
    faults: openS3FaultBook(),
    requests: new Map(),
    refusals: [],
  };
  const { port, bucket, region, accessKeyId, secretAccessKey } = state.options;
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const host = await listen((exchange) => serveBucket(state, exchange), port).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  return {
    endpoint: host.origin,
    ...{ bucket, region, accessKeyId, secretAccessKey },
    set: (changes) => {
      state.options = { ...state.options, ...changes };
    },
    inject: (operation, fault, times = 1) => {
      checkTimes(times);
      state.faults[operation].add(fault, times);
    },
    injectRandomly: (plan) => spreadByChance(state.faults, plan),
    clearFaults: () => clearFaults(state.faults),
    ...observe(state),
    close: async () => {
      await host.close();
      await removeFolder();
    },
  };
}

type Face = Pick<S3Simulator, 'struck' | 'requests' | 'refusals' | 'objects' | 'unfinished'>;

function observe(state: S3State): Face {
  return {
    struck: () => countStruck(state.faults),
    requests: () => countRequests(state),
    refusals: () => [...state.refusals],
    objects: () => [...state.objects].map(([key, { sizeBytes, contentType }]) => ({ key, sizeBytes, contentType })),
    unfinished: () => [...state.uploads.values()].map(({ key, parts }) => ({ key, parts: parts.size })),
  };
}

function countRequests({ requests }: S3State): Readonly<Record<S3Operation, number>> {
  const none: Record<S3Operation, number> = {
    ...{ put: 0, get: 0, head: 0, delete: 0, list: 0 },
    ...{ create_upload: 0, upload_part: 0, complete_upload: 0, abort_upload: 0, list_uploads: 0 },
  };
  for (const operation of S3_OPERATIONS) none[operation] = requests.get(operation) ?? 0;
  return none;
}
