import type { CreateRequest, Generation, GenerationResultItem } from '@rivya/sdk';
import { failedGeneration } from './failed-generation.ts';
import { followGeneration } from './follow-generation.ts';
import type { PublicApi } from './public-api.ts';
import { savePicture, stemOf } from './save-picture.ts';
import type { Ticker } from './ticker.ts';

/** A picture of the demo: where it is, what it cost and where the time went, in milliseconds. */
export type DemoPicture = {
  readonly path: string;
  readonly generation: Generation;
  readonly item: GenerationResultItem;
  readonly timings: readonly (readonly [step: string, ms: number])[];
};

export type DemoPictureDeps = {
  readonly api: PublicApi;
  readonly folder: string;
  readonly ticker: Ticker;
};

export type DemoRequest = CreateRequest & { readonly prompt: string };

/** Sends one request and brings its picture home. Throws `CliError` when the task fails. */
export async function makePicture(deps: DemoPictureDeps, request: DemoRequest): Promise<DemoPicture> {
  const { api, folder, ticker } = deps;
  const { client, signal } = api;
  ticker.show('sending the request');
  const [task, acceptedMs] = await timed(() => client.generations.create(request, { signal }));
  const followed = await followGeneration(api, task, (status) =>
    ticker.show(status === 'processing' ? 'making the picture' : status),
  );
  const { generation, queuedMs, madeMs } = followed;
  const item = generation.result?.items[0];
  if (item === undefined) throw failedGeneration(generation);
  ticker.show('downloading');
  const target = { kind: 'folder', folder, stem: stemOf(request.prompt) } as const;
  const [path, downloadedMs] = await timed(() => savePicture(item, target, 0, signal));
  ticker.stop();
  const timings = [
    ['accepted', acceptedMs],
    ...(queuedMs === undefined ? [] : [['queued', queuedMs] as const]),
    [queuedMs === undefined ? 'queued and made' : 'made', madeMs],
    ['downloaded', downloadedMs],
  ] as const;
  return { path, generation, item, timings };
}

/** Runs the work and tells how long it took, in milliseconds. */
export async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  const startedAtMs = performance.now();
  const result = await work();
  return [result, performance.now() - startedAtMs];
}
