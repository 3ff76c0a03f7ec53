import { parentPort, workerData } from 'node:worker_threads';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { MEDIA_TYPES, readTracks } from './read-tracks.ts';

const Task = Type.Object({ path: Type.String(), type: Type.Enum([...MEDIA_TYPES]) });

// The entry of a worker thread: it reads one file, says what it found and ends.
parentPort?.postMessage(await answer(Value.Parse(Task, workerData)));

async function answer({ path, type }: Static<typeof Task>) {
  try {
    return { facts: await readTracks(path, type) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
